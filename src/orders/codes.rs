//! The small vocabularies of an order: each a set of codes as the documents name them.

use crate::values::codes::codes;

codes! {
    /// What kind of order it is; `standing` is only ever given by a standing order.
    OrderType { Retail = "retail", Wholesale = "wholesale", Custom = "custom", Standing = "standing" }
}
codes! {
    /// How it reached the bakery.
    Source { InStore = "in_store", Phone = "phone", Online = "online", Email = "email", AutoRecurring = "auto_recurring" }
}
codes! {
    Priority { Rush = "rush", Standard = "standard", Scheduled = "scheduled" }
}
codes! {
    DeliveryMethod { Pickup = "pickup", Delivery = "delivery", Shipping = "shipping" }
}
codes! {
    PaymentMethod { Cash = "cash", Card = "card", Transfer = "transfer", DirectDebit = "direct_debit", Credit = "credit" }
}
codes! {
    PaymentStatus { Unpaid = "unpaid", Paid = "paid", Partial = "partial", Overdue = "overdue" }
}
codes! {
    /// Why a price is what it is.
    PriceSource { List = "list", Hand = "hand" }
}
codes! {
    LineStatus { Pending = "pending", Reserved = "reserved", Prepared = "prepared", Fulfilled = "fulfilled" }
}
codes! {
    BusinessModel { Individual = "individual_bakery", Central = "central_bakery" }
}
