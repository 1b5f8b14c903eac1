-- What sellers have shown of the way they speak. The base URL says whether it is still the same seller.
create table seller_profile (
    seller text not null,
    choice text not null,
    base_url text not null,
    value text not null,
    evidence text not null,
    learned_at integer not null,
    primary key (seller, choice)
);
