/** A value that SQL writes the same way everywhere. */
export type Cell = string | number | boolean | null;
export type ShopRow = Readonly<Record<string, Cell>>;

const [ANNA, BRAM, CHLOE] = [
  "0b1a5c52-6a0b-4f0c-9d53-0c0a0f1d2e01",
  "0b1a5c52-6a0b-4f0c-9d53-0c0a0f1d2e02",
  "0b1a5c52-6a0b-4f0c-9d53-0c0a0f1d2e03",
] as const;
const [FIRST_ORDER, SECOND_ORDER] = [
  "5d7c9e8a-2f43-4b6e-8a5f-3b9d1c7e4f01",
  "5d7c9e8a-2f43-4b6e-8a5f-3b9d1c7e4f02",
] as const;
const WAREHOUSE = "9e2f6d1c-7b5a-4c3d-8e0f-1a2b3c4d5e01";

/** The columns of type JSON, as against text that holds some. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set(["attributes", "settings", "Changes"]);

/** Rows by table, in an order that foreign keys allow. Numbers given by the database start at 1. */
export const SHOP_ROWS: Readonly<Record<string, readonly ShopRow[]>> = {
  currency: [
    { code: "EUR", name: "Euro", symbol: "€", decimals: 2 },
    { code: "JPY", name: "Yen", symbol: "", decimals: 0 },
  ],
  country: [
    { code: "NL", name: "Netherlands", inEuropeanUnion: true, currencyCode: "EUR" },
    { code: "JP", name: "Japan", inEuropeanUnion: false, currencyCode: "JPY" },
  ],
  exchange_rate: [
    { currencyCode: "JPY", day: "2024-02-29", source: "ECB", rate: 162.53125 },
    { currencyCode: "JPY", day: "2024-03-01", source: "BoJ", rate: 162.5 },
  ],
  user: [
    {
      id: ANNA,
      email: "anna@example.com",
      firstName: "Anna",
      lastName: "O'Brien",
      passwordHash: "$2b$10$abcdefghijklmnopqrstuv",
      role: "admin",
      locale: "nl",
      active: true,
      lastSeenAt: "2024-03-01 12:34:56",
      deletedAt: null,
      version: 3,
    },
    {
      id: BRAM,
      email: "bram@example.com",
      firstName: "Bram",
      lastName: "Jansen",
      passwordHash: "$2b$10$vutsrqponmlkjihgfedcba",
      role: "staff",
      locale: "en",
      active: true,
      lastSeenAt: null,
      deletedAt: null,
      version: 1,
    },
    {
      id: CHLOE,
      email: "chloe@example.com",
      firstName: "Chloé",
      lastName: "Martin",
      passwordHash: "",
      role: "customer",
      locale: "fr",
      active: false,
      lastSeenAt: "2023-12-31 23:59:59",
      deletedAt: "2024-01-01 00:00:00",
      version: 2,
    },
  ],
  customer_profile: [
    {
      userId: CHLOE,
      birthday: "1990-02-28",
      newsletter: true,
      interests: "garden,kitchen",
      preferences: '{"theme":"dark"}',
      billingCountrycode: "NL",
      billingStreet: "Keizersgracht 1",
      billingCity: "Amsterdam",
      billingPostalcode: "1015 CC",
      billingPositionLatitude: 52.375,
      billingPositionLongitude: 4.890625,
    },
  ],
  group: [
    { name: "editors", permissions: "read,write" },
    { name: "everyone", permissions: null },
  ],
  group_membership: [
    { group_id: 1, user_id: ANNA },
    { group_id: 2, user_id: ANNA },
    { group_id: 2, user_id: BRAM },
  ],
  department: [
    { name: "Shop", nsleft: 1, nsright: 4, parentId: null },
    { name: "Warehouse", nsleft: 2, nsright: 3, parentId: 1 },
  ],
  employee: [
    {
      jobTitle: "Director",
      salary: 6500.5,
      hiredOn: "2019-01-01",
      userId: ANNA,
      departmentId: 1,
      managerId: null,
    },
    {
      jobTitle: "Packer",
      salary: null,
      hiredOn: "2022-06-15",
      userId: BRAM,
      departmentId: 2,
      managerId: 1,
    },
  ],
  warehouse: [
    {
      id: WAREHOUSE,
      code: "AMS1",
      region: "'s-Hertogenbosch",
      opensAt: "06:30:00",
      closesAt: "22:00:00",
      addressCountrycode: "NL",
      addressStreet: "Havenweg 12",
      addressCity: "Amsterdam",
      addressPostalcode: null,
      addressPositionLatitude: null,
    },
  ],
  storage_location: [
    { label: "Aisle 1", warehouseId: WAREHOUSE, parentId: null },
    { label: "Shelf 1.1", warehouseId: WAREHOUSE, parentId: 1 },
  ],
  storage_location_closure: [
    { id_ancestor: 1, id_descendant: 1 },
    { id_ancestor: 1, id_descendant: 2 },
    { id_ancestor: 2, id_descendant: 2 },
  ],
  category: [
    { name: "Home", slug: "home", rank: 1, mpath: "1.", parentId: null },
    { name: "Kitchen", slug: "home-kitchen", rank: 2, mpath: "1.2.", parentId: 1 },
  ],
  brand: [
    { name: "Moccamaster", countryCode: "NL" },
    { name: "Kai", countryCode: "JP" },
  ],
  tag: [
    { name: "gift", color: "#ff0000" },
    { name: "sharp", color: "#ffffff" },
  ],
  product: [
    {
      sku: "MM-KBG",
      name: "Coffee maker",
      description: 'The 10" one; it\'s "slow"',
      status: "on sale",
      price: 229,
      salePrice: 199.95,
      weight: 2.75,
      minimumAge: null,
      views: 123456,
      attributes: '{"colour":"red"}',
      settings: '{"giftWrap":true}',
      deletedAt: null,
      version: 7,
      brandId: 1,
      categoryId: 2,
    },
    {
      sku: "KAI-SHUN",
      name: "Knife",
      description: null,
      status: "draft",
      price: 0,
      salePrice: null,
      weight: null,
      minimumAge: 18,
      views: 0,
      attributes: null,
      settings: "{}",
      deletedAt: null,
      version: 1,
      brandId: 2,
      categoryId: 2,
    },
  ],
  product_tags_tag: [
    { productId: 1, tagId: 1 },
    { productId: 2, tagId: 1 },
    { productId: 2, tagId: 2 },
  ],
  product_translation: [
    { productId: 1, locale: "nl", name: "Koffiezetapparaat", description: null },
    { productId: 1, locale: "ja", name: "コーヒーメーカー", description: "10杯分" },
  ],
  stock_level: [
    { quantity: 12, reserved: 2, locationId: 2, productId: 1 },
    { quantity: 0, reserved: 0, locationId: 2, productId: 2 },
  ],
  supplier: [
    { name: "Technivorm", vatNumber: "NL001234567B01", phone: null, website: "example.com" },
    { name: "Import & Co", vatNumber: null, phone: "+31 20 123", website: null },
  ],
  supplier_offer: [
    { supplierId: 1, productId: 1, price: 140.4, deliveryDays: 3 },
    { supplierId: 2, productId: 2, price: 55, deliveryDays: 7 },
  ],
  coupon: [
    {
      code: "SPRING",
      discount: 12.5,
      note: "100% for the regulars",
      maximumUses: null,
      validFrom: "2024-03-20 00:00:00",
      validUntil: null,
    },
  ],
  order: [
    {
      id: FIRST_ORDER,
      number: "2024-0001",
      status: "shipped",
      total: 199.95,
      placedAt: "2024-03-21 08:15:00",
      customerId: CHLOE,
      currencyCode: "EUR",
      couponCode: "SPRING",
      shippingAddressCountrycode: "NL",
      shippingAddressStreet: "Keizersgracht 1",
      shippingAddressCity: "Amsterdam",
    },
    {
      id: SECOND_ORDER,
      number: "2024-0002",
      status: "placed",
      total: 12345678.9,
      placedAt: "2024-03-22 19:45:10",
      customerId: CHLOE,
      currencyCode: "JPY",
      couponCode: null,
      shippingAddressCountrycode: null,
      shippingAddressStreet: "",
      shippingAddressCity: "",
    },
  ],
  order_line: [
    { orderId: FIRST_ORDER, position: 1, quantity: 1, price: 229, discount: 29.05, productId: 1 },
    { orderId: SECOND_ORDER, position: 1, quantity: 3, price: 55, discount: 0, productId: 2 },
    { orderId: SECOND_ORDER, position: 2, quantity: 1, price: 229, discount: 0, productId: 1 },
  ],
  payment: [
    {
      amount: 199.95,
      iban: null,
      lastDigits: "4242",
      cardBrand: "Visa",
      kind: "card",
      orderId: FIRST_ORDER,
    },
    {
      amount: -10,
      iban: "NL91ABNA0417164300",
      lastDigits: null,
      cardBrand: null,
      kind: "bank transfer",
      orderId: FIRST_ORDER,
    },
  ],
  shipment: [
    {
      method: "courier",
      trackingNumber: "3SABCD123456",
      shippedAt: "2024-03-21 16:00:00",
      orderId: FIRST_ORDER,
      warehouseId: WAREHOUSE,
      packedById: 2,
    },
    {
      method: "post",
      trackingNumber: null,
      shippedAt: null,
      orderId: FIRST_ORDER,
      warehouseId: WAREHOUSE,
      packedById: null,
    },
  ],
  review: [
    { orderId: FIRST_ORDER, rating: 5, text: "Lovely", productId: 1, authorId: CHLOE },
    { orderId: null, rating: 1, text: "", productId: 2, authorId: null },
  ],
  AuditEntry: [
    {
      EntityName: "Product",
      EntityId: "1",
      Changes: '{"price":[199,229]}',
      OccurredAt: "2024-03-01 09:00:00",
      ActorId: ANNA,
    },
  ],
  wholesale_agreement_with_the_price_and_quantity_for_a_customer: [
    {
      id: "7f3b2a19-5c8d-4e6f-9a0b-2c4d6e8f0a01",
      agreed_price_per_unit_in_the_currency_of_the_customer: 49.99,
      smallest_quantity_for_which_the_agreed_price_applies: 10,
      customerId: CHLOE,
      productId: 2,
    },
  ],
};
