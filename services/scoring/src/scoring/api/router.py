"""Every route of the service."""

from fastapi import APIRouter

from scoring.api import adjustments, orders, proposals, talks

router = APIRouter()
router.include_router(orders.router)
router.include_router(talks.router)
router.include_router(adjustments.router)
router.include_router(proposals.router)
