"""Every kind of job meets every fault: what comes of it, and the published table."""
