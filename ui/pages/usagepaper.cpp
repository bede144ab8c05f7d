#include "ui/pages/usagepaper.h"

#include "ui/widgets/paper.h"

#include <QPainter>
#include <QSvgRenderer>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kWidest = 516; // points between the margins of A4

PaperText paperOf(const usage::Report &report, double width)
{
    QString html = QString::fromUtf8(usage::reportHtml(report, usage::Charts::Images));
    html.replace(u"width='%1'"_s.arg(kReportWidth),
        u"width='%1'"_s.arg(int(std::min(width, double(kReportWidth)))));
    return {report.title, html, reportPictures(report, 2)};
}

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
    return printPaper(paperOf(report, paperSize(*device).width()), device);
}

QByteArray reportPdf(const usage::Report &report) { return paperPdf(paperOf(report, kWidest)); }

} // namespace gatehouse::ui
