// HTML as a document for paper. Any thread: nothing of it is a widget.
#pragma once

#include <QImage>
#include <QPagedPaintDevice>
#include <QString>

#include <vector>

namespace gatehouse::ui {

struct PaperText
{
    QString title;                  // at the foot of each page
    QString html;                   // without anything that has to be fetched
    std::vector<QImage> pictures{}; // <img src="chart-1"> and on
};

// Inside the margins that the device has. False: the device takes nothing.
bool printPaper(const PaperText &text, QPagedPaintDevice *device);
QByteArray paperPdf(const PaperText &text); // A4
// Of a device in points of 1/72 inch: what the text of a page has.
QSizeF paperSize(const QPagedPaintDevice &device);

} // namespace gatehouse::ui
