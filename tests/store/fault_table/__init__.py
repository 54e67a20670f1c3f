"""Every operation of the store meets every fault: what comes of it, and the published table."""
