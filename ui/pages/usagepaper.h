// A usage report as a document for paper. Any thread: nothing of it is a widget.
#pragma once

#include "usage/report.h"

#include <QImage>
#include <QPagedPaintDevice>

namespace gatehouse::ui {

constexpr int kReportWidth = 680; // of a chart, as reportHtml() writes it

// The charts of a report as pictures, `scale` times 900 x 260.
std::vector<QImage> reportPictures(const usage::Report &report, double scale);

// Pages of A4 with a line at the foot: title, page of pages.
QByteArray reportPdf(const usage::Report &report);
bool printReport(const usage::Report &report, QPagedPaintDevice *device); // false: it takes nothing

} // namespace gatehouse::ui
