"""Every route of the service."""

from fastapi import APIRouter

from scoring.api import adjustments, assessee_copies, orders, proposals, scheme_copies, talks

router = APIRouter()
router.include_router(orders.router)
router.include_router(talks.router)
router.include_router(adjustments.router)
router.include_router(proposals.router)
router.include_router(scheme_copies.router)
router.include_router(assessee_copies.router)
