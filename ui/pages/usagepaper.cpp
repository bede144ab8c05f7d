#include "ui/pages/usagepaper.h"

#include "base/safetext.h"
#include "ui/words.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDpi = 300;
constexpr double kMarginMm = 14;
constexpr double kFootMm = 8;

// Lays out in points, so that text has its size on paper whatever the device's resolution.
class Paper
{
public:
    Paper(const usage::Report &report, const QSizeF &pageInPoints)
    {
        const std::vector<QImage> pictures = reportPictures(report, 2);
        for (size_t i = 0; i < pictures.size(); ++i)
            m_document.addResource(QTextDocument::ImageResource, QUrl(u"chart-%1"_s.arg(i + 1)),
                QVariant(pictures[i]));
        m_document.setDocumentMargin(0);
        QFont font(u"Inter"_s);
        font.setStyleHint(QFont::SansSerif);
        font.setPointSizeF(9);
        m_document.setDefaultFont(font);
        QString html = QString::fromUtf8(usage::reportHtml(report, usage::Charts::Images));
        const double width = std::min(pageInPoints.width(), double(kReportWidth));
        html.replace(u"width='%1'"_s.arg(kReportWidth), u"width='%1'"_s.arg(int(width)));
        m_document.setHtml(html);
        m_document.setPageSize(pageInPoints);
    }
    QTextDocument &document() { return m_document; }

private:
    QTextDocument m_document;
};

} // namespace

std::vector<QImage> reportPictures(const usage::Report &report, double scale)
{
    std::vector<QImage> pictures;
    for (const QByteArray &svg : usage::reportCharts(report)) {
        QSvgRenderer renderer(svg);
        const QSizeF size = QSizeF(renderer.defaultSize()) * scale;
        QImage picture(size.toSize(), QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::white);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        renderer.render(&painter);
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

bool printReport(const usage::Report &report, QPagedPaintDevice *device)
{
    const QRectF all = device->pageLayout().paintRect(QPageLayout::Point);
    const double foot = kFootMm / 25.4 * 72;
    const QSizeF page(all.width(), all.height() - foot);
    Paper paper(report, page);
    QTextDocument &document = paper.document();
    QPainter painter(device);
    if (!painter.isActive())
        return false;
    const double scale = device->logicalDpiX() / 72.0;
    painter.scale(scale, scale);
    const int pages = document.pageCount();
    QFont small = document.defaultFont();
    small.setPointSizeF(7.5);
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
        const QRectF line(0, page.height(), page.width(), foot);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignBottom), safeText(report.title));
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignBottom),
            Words::tr("Page %1 of %2").arg(number + 1).arg(pages));
    }
    return painter.end();
}

QByteArray reportPdf(const usage::Report &report)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(kDpi);
        writer.setTitle(safeText(report.title));
        writer.setCreator(u"Gatehouse " GATEHOUSE_VERSION ""_s);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(
            QMarginsF(kMarginMm, kMarginMm, kMarginMm, kMarginMm), QPageLayout::Millimeter);
        printReport(report, &writer);
    }
    return bytes;
}

} // namespace gatehouse::ui
