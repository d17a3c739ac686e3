"""The pytest plugin of the project: what tests of several members share."""
