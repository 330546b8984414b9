/**
 * The keys that sign id_tokens. They stand in a public repository and protect nothing: with keys made
 * anew at every start no token would be the same from run to run, and the start would be slower.
 */
import type { SignatureAlgorithm } from './signature-algorithms.ts'

/** Of each algorithm the key in use, the one that follows when keys rotate, and one that is never published. */
export const testKeys: Readonly<
  Record<SignatureAlgorithm, readonly [JsonWebKey, JsonWebKey, JsonWebKey]>
> = {
  RS256: [
    {
      kty: 'RSA',
      n: 'oD0ABvorlkwKj8O1X8wB5kusbdRzHxA_YZ9TEMCkeLMlML1BjBXzzD5PbCssl3zEYHCq63LTagAfPU4kxF99xyQB5QIACIuK3ZXu1PR6UqoEdzxM0GLUAZKvm_jfZ0IDPyyE71PbnkO4l_mbv7za8YrxKMxcYA-IKYBEESqk2kDzvYl9-ZOhkH-iy0ANaBPhIhlQnsWhBzCV6U3bOj-KromLxzowYvP5beywLeCV14G4SnaHogX7ut8IncR9JxoMxpFQbqmmV0Y42fH58aVgq_hZn9bkDhDCnW9a6k1baOECfsp4einRSudwy6DiGZGFoyIG4UDxbgN89RgxJt08Dw',
      e: 'AQAB',
      d: 'RcpLuL49Pbjg4LzcwlyYdzV-ZFejzGPHNz2tcB53hBqCmDfV1K27Aboh3XrwcQpmfZqU1vesHP7wnELswJrWrWWBbbzxRseANAKZgyb4IAjs6QHacuiYbhb1ZXl_0_lscJdzTsm3XbchLxAIRfp7YbiiUKKxmSUqqOi0vMVWB7iRv9w8YTD0Gcszm2-Cf2fMFv4kdIoWEw7tGq0Mo258R9HMzxPM1NyKnGmdVQdpvDrQ3FTA9xN5R_w_jRQndzFXBRoCJpAEmJqDJCevO6E7oj-6W6D6cjfDPSiHQTgh_FW0YLd0uPoUzqK-GacqY8cmsUBz21JdYlVttZ6rJ40V',
      p: '1d9_RvVg8bswN1P_AmwaYgbTM7OdUo-xacOkQDH4QaJ-P2Mnrk_K8_F4Lsfy1ZUIR8-lnndZpedOhD3E_BLJaZBOqVPTH_JS7NeTrWPRNNvFtmm1mFI7wsU0vjSHVMxGOjQQhx08HxLL61fN2nv8YmCyfMg7B5J7zahfRl8jqxs',
      q: 'v8z7Uyo_sptX6NLHFp4I5CPKvudLzHvBwQL9DkG4prHNH1MiVF1oc8FwiysNVOQDFG7_tx-VhBLMJQJCw4-AJr3bRPJ-5Cof0cLYYp95jxUeSpJMJa2bHvCEng6_ZWx2whBcMKRB8wCBk9WkgA426MfTFMEljGX66b9o1qJ8Lh0',
      dp: 'E5Lm5Smj-7u0B_xKBIC8UWhqf_raVSoNhK6BI9bu76LdhxOeGBf5bSYWZ8Go-d8v6NKaR8yIieSHjRbSJnfZsy2f5WNkmTHmYQLB40aVaQ8MI0u9cPllusetshLAqAQiEUWelZ8ZV4ay3xEkJ_DdAmvzKfRxYpoHdqUIQzqF2y0',
      dq: 'SUa45gcIGuZ6aXrNkPiDkRWTiee378GAPoszvtShBR58rXEHdo_RLhhDNQgXqc0K2C2oCIBKkRDVaXY5p5kVbreuI-M5U1Y8ndkA7nza5i09S2QlL2fqEaH2KKSdvtP3cyDo97RpdbtFxgMjO8EyfTCKli1MeR0lBVSZaxbctok',
      qi: 'SXW1EPyRqJBtq5LJY3wXW0j0ePuUBdeFM9zhqdmiSyKU67pJBWFwacK-6OaGkfnr7hTX_oGS9NrHdepWhHw-p6iGNlPBfN1xQ7YI5ZDCEq7ki72Q5D_ztsxzuFBBYJyU64Ck5-5CnOT_V8Hxm7akqqQb1z9eKaTeNHcrzeyHUwM',
    },
    {
      kty: 'RSA',
      n: 'qaC9pzYTN3ixDluiadYBOdYkKEqFwFzEJ9tR5guPtSTnsLTLmGapaJyrVQZBHryeTPo5ROLwvhydNEWIPCmA9Hpo3DWqnLUn-8BGaMxunCYLafkGo_AvIiqnjyJSMmmIwe8NxNg_GLvEY4q1Cgl-yD3iVWyxykXB7I-7-E5gf3MzFirrxRE-QzeMmHAwTuLEIa7RBUtXNmb0BUW-ZkY0y7Dptar-v4mZJT6h9gEHrenFQlmthvXYmln1KglKzHXN2qD-S9xEkQCwqW1TvxuiHc-Mc9jecko0UhkQg3e4axZKJeHDE11nedGJ5dJn7v8lQIWqSOPG52w8wc4-Iuzm5w',
      e: 'AQAB',
      d: 'B9_0_gbGJJyfR6XcZ-JuAyPcYNx40iHcX2dQqYfe3497jBoQm54kfj1LvPJB4q3qAXPaZcbNW14TtEIIHZblrDPkm1iId6b3WLon6qSW-_vOKtjLRKAZaBIn3j6_JyT8GtjAwGMzpq_M4bwmRHWFY8FvuPyHUncjlhpkJRZqZ3A7xFgu-_L-vKo8KkiIbasgtURcR02nQ8VKLWvIW0Re_iDNyYU0Ml6zTFxx2NOY6DVPlfrnNlH7k1CTfaMlM_nR2LqAwSsuEdxvfUcjM4KSMAGwXZZvufcDYhMJsQjuAcJj6b_rmgapwPrdSVBqOvxuW7UGVjsTJpPKmS7zmuFQrQ',
      p: '4kpL7Cqyz4--nOomqtO3NNw_H3xb08pYtad5l8t5L0UwjFEH-gLANlP3sxXaNrjVsfEIvIFL4ckhFWmEgPfG-JiZJumNWD6NVtdGN4R7SMrwxvv8lurJ-vESC6cd1n9PEDDgY1qe_KpmT_dRKJzsRowWbefK-GW-f8YBOpEYMt0',
      q: 'v-YASm-AKE2p67mA3lwIe6zXGW-H2HQLYx5Q8c1EOl3Ah5rTFkZTBu4TNfPC4PXmyF2EgQLe8Jucg4PiKBnYXylZCgXM55tRCKYNUp0szmZb_AK116v0uwiPOK-JH9VHcXqCdY-TkNR_3E81WR5FaO_5by3cvV75qTZmrH9eWpM',
      dp: 'LNpJHjCAbL-zKmsG6wk34RRetqDxmpMa7jaZ1UqRZJs0Oju9dwKgkqQmDqsgK4SLZs-9yY9fOQuisRnPF7kFCTVF9f6I85rCbRoSYuKxhQYkn2xG7qrvCfxKdWDUezWUuELX1xmZNb-Ys_TzczdXZcxSjcpJ4t5X2f-nMrKbt0k',
      dq: 'W8Z1FyRSR3Q1Ms5qCm47hGJ6EOkdL_D3zTSfg7Umzz8tJ-1szLdfV-4ec-wbpJkWAXdwOn8T_kB9zwwQ6hrKN2C_-6IgiBfo3lkEACG5XxDnJxRowTe0-Io0bOjOjNHktCniILVE3rwyVjvviKqIiZJTWc-2RT8Z6cphulfD2U8',
      qi: 'bhGfh2ISKLiPFpBjvC6yZ_8aOqVtd9Z3reco7n0MnyTwXxUyqOIh3lA5NiAW2EFQa1j9y0OZju10weUVQiJAWYsuf1f0S6eNKGD867yR9tuzc0be-fFrGrdJV4QX8mL3nsuqtqjtKa9hcjMT-RlzVPu1zQ8ubxbothQXGIQikGk',
    },
    {
      kty: 'RSA',
      n: 'ukamNNWNDg1c-PXpF4c-UnGxMiFd90vcrHuCtw5IWFUkRIYilEQI2Ak273gmW-IJaqK8WOXpedN3pVHUoBiMmRtnOS0ajQpxawO9C7xznStxjViz5_KNJD-vlCz8SKSTA3Q54TzLUPPIjWfS4BiGLwOgybHBs47tAHi2yCu0oeguinGTaWZwTkIjdRNY7UJwI-IJjbrhtYrrXsLj9hL4Q_aLxdzS2eqcWVuDF49gG-UB338OQMXmZJTuFXGCSEl9eNojyl4b2sSZD1RvuXXvtojgVrx6qYEdDBLC9PNA_99YzsxPpzBek0Y6BLgHe-aAtl56gNvGUeuFvJQ0HGq-1w',
      e: 'AQAB',
      d: 'EaUfmWGhOvOJGwwwSEpHXQfoAReoDwTgonYQq8Zuk-98wAD0xZasP8qfqY94ErwWqENCFCmzNBcT_lUCDyhEKTyvSns7SKD0nW59Od9gFENJPlposFAJjqV5vE-GllsAkhMwaGWZ3NE67ionj5LDIzD0yiZMcvXW_XRx3ARH2A48hV1uaxKzsBV50gB00nFuUpE0aJl9fPVLM4EEhH38oKoBFQdcGSArhJzTQxVqpxMP9r3db81xdP0vnLQmOfyN1z4Xc4GDvlAzu_XtjbZ_AjmyxELudQ4iLAIB212V3vXEYCb6hSr37gBOeNfUVP-79UGnljW_XD79wmn38u1yAQ',
      p: '_XvL2DRpFON1ytrm880ndsNJFlzKrtGPycgbpKJTavGSIEiHkHzIHceLju3rCkGUk5lwqnPtcOdGAk7-iXms_OWA3dQkZexYIraIiYrNDQJakThCpbHSKg19rIcanMF6VYVJrOTXfbsLuiDtblZ97ok0MxxgL8Vu_nzw4hdv6Bs',
      q: 'vCANKbOft6xmVFXKdtH96WCd8M63NJqhEBIw0EErtkjhtW0mXg4dBko15aalFqhDmrw_s7s-A-eXTv8JSLgQTZ1p0m6ZFPLhKU8pMpF2N3UkNM-5uERcLUxEBWH-MubSZqwC2wAkNuhiO43CIyx_n9OIGYrcWRsR44_Qazg4p_U',
      dp: 'Ds5QVcyZ5rJyiurGWq89At7dQgUhgZyT_YFGvBMPNEvv8RrLcFEZj0O8jxiuhebWuthXkF09HT8lA7WBgJ4u0IbHRC3EAoAPldd7mi0VVREyIRFcMzlzwSkQkidCEq3qa1xhtUuYmqt2P-T0eWFr8abp-aJKq_-oQA0kNNCRpMk',
      dq: 'tW_YIhsadIPyYW4oibZ3w-iqC0DjUvm7UwuoRoJETVc3UMpHkbjc518VYjr5x8NbCFZ8vbRd2Fg5BzhT1O2o06J5GDoQrDKfVD8DxcCjGlOBKuoY_Y34tLt0cxiSmLcjv2AwlNUrGEXB0BwlW9Uj9ZqHDdNuNwYzl5zxbydXBS0',
      qi: 'jDySHLSuYZ5dEkV88FtaiDeaLT0ux5Icw2joKMlwc0KqTX7zpPNsr3SSeltP3OJmB6ZRgkB-O8uIZlvkmEHI-s5_E3v9_OU_MaoMHNIA4O1cdtop8pDu-wfSqZd36mhT_S8YZkeKxNWpC4aNi6ZdrMZ-p2m-OUSQOwYO8kcDA30',
    },
  ],
  EdDSA: [
    {
      crv: 'Ed25519',
      d: '9C0J2LL-EJCyN3-i9P-SE05dAuX8iq_cVjT_rEXBUwM',
      x: 'ti7TRYWy49TZnHXM2o6Kj8D7l68xU4wmMXIcJRdIHMU',
      kty: 'OKP',
    },
    {
      crv: 'Ed25519',
      d: '2f9rlkYdZ-2HZcjZTKytZlZQeqmyVJ7zqjjVSVpOu0s',
      x: 'b17MfF6Xp9gLSt0E77WARQzaGN1uqRtjA3hyjPBkais',
      kty: 'OKP',
    },
    {
      crv: 'Ed25519',
      d: 'uI2kBvd12ukYn6liUG-OrmmD5i_lFcFQtzgRxyJnG44',
      x: '86IZaQhKdUm5lbM2LpOPoL32QlSLAS6FXwpqoj5v0b0',
      kty: 'OKP',
    },
  ],
}
