//! Documents as a customer would hold them.
