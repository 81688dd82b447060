/** What is sold, what comes off it and on top of it. */
import * as prices from '../actions/prices.ts'
import * as products from '../actions/products.ts'
import * as promotions from '../actions/promotions.ts'
import * as taxes from '../actions/taxes.ts'
import { act, many, none, type Route, read, search } from '../route.ts'

export const catalogRoutes: readonly Route[] = [
  many('/v1/products', 'product', [products.ListProducts, products.listProducts]),
  act('POST /v1/products', 'product', [products.CreateProduct, products.createProduct]),
  search('/v1/products/search', 'product'),
  read('/v1/products/:product', 'product'),
  act('POST /v1/products/:product', 'product', [products.UpdateProduct, products.updateProduct]),
  act('DELETE /v1/products/:product', 'product', [none, products.deleteProduct]),
  many('/v1/prices', 'price', [prices.ListPrices, prices.listPrices]),
  act('POST /v1/prices', 'price', [prices.CreatePrice, prices.createPrice]),
  search('/v1/prices/search', 'price'),
  read('/v1/prices/:price', 'price'),
  act('POST /v1/prices/:price', 'price', [prices.UpdatePrice, prices.updatePrice]),
  many('/v1/coupons', 'coupon', [promotions.ListCoupons, promotions.listCoupons]),
  act('POST /v1/coupons', 'coupon', [promotions.CreateCoupon, promotions.createCoupon]),
  read('/v1/coupons/:coupon', 'coupon'),
  act('POST /v1/coupons/:coupon', 'coupon', [promotions.UpdateCoupon, promotions.updateCoupon]),
  act('DELETE /v1/coupons/:coupon', 'coupon', [none, promotions.deleteCoupon]),
  many('/v1/promotion_codes', 'promotion_code', [
    promotions.ListPromotionCodes,
    promotions.listPromotionCodes,
  ]),
  act('POST /v1/promotion_codes', 'promotion_code', [
    promotions.CreatePromotionCode,
    promotions.createPromotionCode,
  ]),
  read('/v1/promotion_codes/:promotion_code', 'promotion_code'),
  act('POST /v1/promotion_codes/:promotion_code', 'promotion_code', [
    promotions.UpdatePromotionCode,
    promotions.updatePromotionCode,
  ]),
  many('/v1/tax_rates', 'tax_rate', [taxes.ListTaxRates, taxes.listTaxRates]),
  act('POST /v1/tax_rates', 'tax_rate', [taxes.CreateTaxRate, taxes.createTaxRate]),
  read('/v1/tax_rates/:tax_rate', 'tax_rate'),
  act('POST /v1/tax_rates/:tax_rate', 'tax_rate', [taxes.UpdateTaxRate, taxes.updateTaxRate]),
]
