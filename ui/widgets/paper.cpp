#include "ui/widgets/paper.h"

#include "base/safetext.h"
#include "ui/words.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDpi = 300;
constexpr double kMarginMm = 14;
constexpr double kFootMm = 8;
constexpr double kFoot = kFootMm / 25.4 * 72;

// Lays out in points, so that text has its size on paper whatever the device's resolution.
void layOut(const PaperText &text, const QSizeF &page, QTextDocument &document)
{
    for (size_t i = 0; i < text.pictures.size(); ++i)
        document.addResource(QTextDocument::ImageResource, QUrl(u"chart-%1"_s.arg(i + 1)),
            QVariant(text.pictures[i]));
    document.setDocumentMargin(0);
    QFont font(u"Inter"_s);
    font.setStyleHint(QFont::SansSerif);
    font.setPointSizeF(9);
    document.setDefaultFont(font);
    document.setHtml(text.html);
    document.setPageSize(page);
}

} // namespace

QSizeF paperSize(const QPagedPaintDevice &device)
{
    const QRectF all = device.pageLayout().paintRect(QPageLayout::Point);
    return {all.width(), all.height() - kFoot};
}

bool printPaper(const PaperText &text, QPagedPaintDevice *device)
{
    const QSizeF page = paperSize(*device);
    QTextDocument document;
    layOut(text, page, document);
    QPainter painter(device);
    if (!painter.isActive())
        return false;
    const double scale = device->logicalDpiX() / 72.0;
    painter.scale(scale, scale);
    const int pages = document.pageCount();
    QFont small = document.defaultFont();
    // Fonts are laid out for the screen's resolution: a point of the document is one of the paper.
    const double screen = document.documentLayout()->paintDevice()
        ? document.documentLayout()->paintDevice()->logicalDpiY() / 72.0
        : 96 / 72.0;
    for (int number = 0; number < pages; ++number) {
        if (number > 0)
            device->newPage();
        painter.save();
        painter.translate(0, -number * page.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, number * page.height(), page.width(), page.height());
        context.palette.setColor(QPalette::Text, Qt::black);
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        painter.setPen(QColor(0x5A, 0x63, 0x72));
        small.setPixelSize(int(7.5 * screen));
        painter.setFont(small);
        const QRectF line(0, page.height(), page.width(), kFoot);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignBottom), safeText(text.title));
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignBottom),
            Words::tr("Page %1 of %2").arg(number + 1).arg(pages));
    }
    return painter.end();
}

QByteArray paperPdf(const PaperText &text)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(kDpi);
        writer.setTitle(safeText(text.title));
        writer.setCreator(u"Gatehouse " GATEHOUSE_VERSION ""_s);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(
            QMarginsF(kMarginMm, kMarginMm, kMarginMm, kMarginMm), QPageLayout::Millimeter);
        printPaper(text, &writer);
    }
    return bytes;
}

} // namespace gatehouse::ui
