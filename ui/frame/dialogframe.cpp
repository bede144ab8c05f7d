#include "ui/frame/dialogframe.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/environmentdialog.h"

#include <QDialog>
#include <QEvent>
#include <QPainter>

namespace gatehouse::ui {

namespace {

constexpr int kBand = 26, kEdge = 3;
constexpr char kEnvironment[] = "gatehouseEnvironment", kConnection[] = "gatehouseConnection";

// The band on top, with the text, or one of the three thin edges, without.
class Edge : public QWidget
{
public:
    Edge(QWidget *dialog, db::Environment environment, QString text)
        : QWidget(dialog), m_environment(environment), m_text(std::move(text))
    {
        setObjectName(m_text.isEmpty() ? "environmentEdge"_L1 : "environmentBand"_L1);
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAccessibleName(m_text);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), tokens().fillOf(m_environment));
        QFont font = smallFont();
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(tokens().onEnvironment);
        const QRect inside = rect().adjusted(space::kMedium, 0, -space::kMedium, 0);
        painter.drawText(inside, Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(m_text, Qt::ElideRight, inside.width()));
    }

private:
    db::Environment m_environment;
    QString m_text;
};

// Keeps the edges where they belong while the dialog changes its size.
class Dress : public QObject
{
public:
    Dress(QDialog *dialog, db::Environment environment, const QString &text)
        : QObject(dialog), m_dialog(dialog), m_band(new Edge(dialog, environment, text))
    {
        if (environment == db::Environment::Production) {
            for (auto &edge : m_edges)
                edge = new Edge(dialog, environment, {});
        }
        const int edge = m_edges[0] ? kEdge : 0;
        const QMargins extra(edge, kBand, edge, edge);
        dialog->setContentsMargins(dialog->contentsMargins() + extra);
        if (dialog->testAttribute(Qt::WA_Resized))
            dialog->resize(dialog->size().grownBy(extra));
        dialog->setAccessibleDescription(text);
        dialog->installEventFilter(this);
        place();
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
            place();
        return false;
    }

private:
    void place()
    {
        const int width = m_dialog->width(), height = m_dialog->height();
        m_band->setGeometry(0, 0, width, kBand);
        m_band->raise();
        const QRect sides[] = {{0, kBand, kEdge, height}, {width - kEdge, kBand, kEdge, height},
            {0, height - kEdge, width, kEdge}};
        for (size_t i = 0; m_edges[0] && i < std::size(sides); ++i) {
            m_edges[i]->setGeometry(sides[i]);
            m_edges[i]->raise();
        }
    }

    QDialog *m_dialog;
    Edge *m_band;
    Edge *m_edges[3] = {};
};

} // namespace

DialogFrame::DialogFrame(QObject *application) : QObject(application)
{
    application->installEventFilter(this);
}

void DialogFrame::mark(QWidget *window, db::Environment environment, const QString &connection)
{
    window->setProperty(kEnvironment, int(environment));
    window->setProperty(kConnection, connection);
}

void DialogFrame::unmark(QWidget *window) { window->setProperty(kEnvironment, QVariant()); }

bool DialogFrame::eventFilter(QObject *watched, QEvent *event)
{
    // Polish comes once, before a dialog without a size of its own takes its size hint.
    if (event->type() != QEvent::Polish)
        return false;
    auto *dialog = qobject_cast<QDialog *>(watched);
    if (!dialog || qobject_cast<EnvironmentDialog *>(dialog)) // that one does it by itself
        return false;
    for (QWidget *above = dialog->parentWidget(); above; above = above->parentWidget()) {
        const QVariant marked = above->property(kEnvironment);
        if (!marked.isValid())
            continue;
        const auto environment = db::Environment(marked.toInt());
        new Dress(dialog, environment,
            tr("%1: %2").arg(db::environmentName(environment),
                safeText(above->property(kConnection).toString())));
        break;
    }
    return false;
}

} // namespace gatehouse::ui
