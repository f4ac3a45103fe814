// table
/**
 * 40 recorded stories (CED) that no rule was tuned on, and whether one reader accepted the sentence that was chosen, as what people say who
 * are not content. `sentence` is a digest: the words stay with the data. `hasComplaint` false: nobody complains, fears or mourns there.
 * The reader also wrote the rule; he saw the story's first post and the sentence, no figures.
 */
export type ComplaintLabel = {
  readonly id: string
  readonly sentence: string
  readonly isGood: boolean
  readonly hasComplaint: boolean
}
export const COMPLAINT_LABELS: readonly ComplaintLabel[] = [
  { id: 'ced-3971-zlkfxrqNo', sentence: 'c5bcf62e582d', isGood: false, hasComplaint: false },
  { id: 'ced-1000-yFDQ0ffqy', sentence: '67706d7f873f', isGood: true, hasComplaint: true },
  { id: 'ced-1045-A7UoT0CgL', sentence: '54ece23918b8', isGood: true, hasComplaint: true },
  { id: 'ced-3381-yovcC8f1M', sentence: '009d5c299adb', isGood: false, hasComplaint: false },
  { id: 'ced-1144-ADxgYvbvw', sentence: '13b67d59a8ba', isGood: true, hasComplaint: true },
  { id: 'ced-1350-z09fWdIiL', sentence: 'f0fc04da84af', isGood: true, hasComplaint: true },
  { id: 'ced-1905-zncqOiBMN', sentence: 'bc9b4b9bcad7', isGood: true, hasComplaint: true },
  { id: 'ced-3298-yv2L6ikdB', sentence: '769aa7ef8545', isGood: true, hasComplaint: true },
  { id: 'ced-4801-zw7jdAeJS', sentence: 'b7ea554f7e7c', isGood: false, hasComplaint: false },
  { id: 'ced-2834-en3j8F', sentence: 'a16cc7d1856b', isGood: true, hasComplaint: true },
  { id: 'ced-518-zC1jDatVe', sentence: '7f22a17dd943', isGood: true, hasComplaint: true },
  { id: 'ced-1638-zndcx3My6', sentence: '3c3a0064faed', isGood: true, hasComplaint: true },
  { id: 'ced-4245-lignnK', sentence: 'ef567e9c9c3c', isGood: true, hasComplaint: true },
  { id: 'ced-1445-ymvEUk2RI', sentence: '937664ed9edf', isGood: true, hasComplaint: true },
  { id: 'ced-2910-yocQM5np5', sentence: 'ba71ba02ecd0', isGood: false, hasComplaint: false },
  { id: 'ced-1382-yBNNyCLvd', sentence: '9f34648c9e9e', isGood: true, hasComplaint: true },
  { id: 'ced-3257-j5trcQ', sentence: 'cf1e274bf93c', isGood: true, hasComplaint: true },
  { id: 'ced-1342-A5NXe3P3w', sentence: '777971fd4037', isGood: false, hasComplaint: true },
  { id: 'ced-3876-zv3Cjr8BI', sentence: '4d713effffd7', isGood: true, hasComplaint: true },
  { id: 'ced-3097-zebd728nH', sentence: '2a8f9537dea8', isGood: false, hasComplaint: false },
  { id: 'ced-2136-zANe81F1I', sentence: 'cb2d8a48bf3b', isGood: true, hasComplaint: true },
  { id: 'ced-3029-yyPQo90Rs', sentence: '5bd2e7f6e410', isGood: true, hasComplaint: true },
  { id: 'ced-579-ADFregmX5', sentence: 'ae4f64852be1', isGood: true, hasComplaint: true },
  { id: 'ced-231-ztlfoEQoo', sentence: 'bd5b5fa9f9ed', isGood: true, hasComplaint: true },
  { id: 'ced-826-zeYdEwivS', sentence: '904e3a71f430', isGood: true, hasComplaint: true },
  { id: 'ced-714-ziPan0i9A', sentence: 'e2f3d8d8e9ec', isGood: true, hasComplaint: true },
  { id: 'ced-667-zlL0fxqtJ', sentence: 'c9dd5f1a7328', isGood: true, hasComplaint: true },
  { id: 'ced-1819-zsZpvn357', sentence: 'c1f167acdfe7', isGood: true, hasComplaint: true },
  { id: 'ced-2068-yBg6inlaB', sentence: 'ed0de2bc8cbe', isGood: true, hasComplaint: true },
  { id: 'ced-1439-zuhtww466', sentence: '54a20fa1b79c', isGood: true, hasComplaint: true },
  { id: 'ced-4362-ADqEPDhu1', sentence: 'ea7756a59b4b', isGood: true, hasComplaint: true },
  { id: 'ced-1364-z7SYN3w1K', sentence: '95475d1e2c61', isGood: true, hasComplaint: true },
  { id: 'ced-4780-jKy1yY', sentence: '7515cb43f171', isGood: false, hasComplaint: false },
  { id: 'ced-125-ywzO2krSa', sentence: '726a23c26f40', isGood: true, hasComplaint: true },
  { id: 'ced-32-zAFXhlc1a', sentence: '263b1a5fe4b6', isGood: true, hasComplaint: true },
  { id: 'ced-430-zt8kF4IFp', sentence: 'd2f5e49cb8f5', isGood: true, hasComplaint: true },
  { id: 'ced-1089-ABvfmCTjm', sentence: '3ed51c8f995b', isGood: false, hasComplaint: true },
  { id: 'ced-1790-zFp4Yc7cs', sentence: '82c2fef26c81', isGood: true, hasComplaint: true },
  { id: 'ced-3740-yqb4bi1Ek', sentence: 'fb441c9f5512', isGood: true, hasComplaint: true },
  { id: 'ced-4056-zwzVpr2tP', sentence: '6c6658abfd16', isGood: true, hasComplaint: true },
]
