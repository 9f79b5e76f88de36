"""Who fits whom: hard limits, fit, a shortlist with reasons, and a proposal to which both must say yes (R19–R22)."""
