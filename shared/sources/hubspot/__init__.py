"""HubSpot: one hole to the network, vendor's names in `raw`, ours beyond `mapping`."""
