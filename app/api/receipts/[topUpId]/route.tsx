import { answerDownload } from '@/app/_pdf/answer-download';
import { ReceiptPaper } from '@/app/_pdf/receipt-paper';
import { renderPdf } from '@/app/_pdf/render-pdf';
import { getPaperWords } from '@/app/_pdf/words';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import { getReceipt } from '@/lib/screens/shared/papers';

/** The PDF receipt of a paid top-up, for its own subscriber and for staff who may see payments. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ topUpId: string }> },
): Promise<Response> {
  const { topUpId } = await params;
  return answerDownload(async (ctx) => {
    const receipt = await getReceipt(ctx, found(isUuid(topUpId) ? topUpId : null));
    const words = await getPaperWords(receipt);
    return {
      fileName: words.t('receipt.file', { number: receipt.number }),
      mediaType: 'application/pdf',
      body: await renderPdf(<ReceiptPaper receipt={receipt} words={words} />),
    };
  });
}
