#include "ui/widgets/gallery.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/pageheader.h"

#include <QTabWidget>
#include <QVBoxLayout>

#include <cmath>
#include <numbers>
#include <random>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

Gallery::Gallery(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"gallery"_s);
    setAutoFillBackground(true);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(u"gallerySections"_s);
    m_tabs->setAccessibleName(u"Sections"_s);
    m_tabs->addTab(gallery::makeLists(this), u"Lists"_s);
    m_tabs->addTab(gallery::makeFigures(this), u"Figures"_s);
    m_tabs->addTab(gallery::makeDetails(this), u"Details"_s);
    m_tabs->addTab(gallery::makeControls(this), u"Controls"_s);
    m_tabs->addTab(gallery::makeStates(this), u"States"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, space::kLarge, 20, space::kLarge);
    column->addWidget(m_tabs, 1);
}

QStringList Gallery::sections() const
{
    QStringList names;
    for (int i = 0; i < m_tabs->count(); ++i)
        names += m_tabs->tabText(i);
    return names;
}

void Gallery::showSection(int index) { m_tabs->setCurrentIndex(index); }

QWidget *Gallery::makeConfirmation()
{
    Confirmation what;
    what.question = u"Revoke 3 keys?"_s;
    what.consequence = u"Requests with these keys are refused from now on. You can reactivate them "
                       "on this page; their usage history stays."_s;
    what.objects = QStringList{u"mobile-app"_s, u"batch-night"_s, u"partner-acme"_s};
    what.verb = u"Revoke 3 keys"_s;
    what.typedName = u"orders-api"_s;
    what.figures = {{u"Keys revoked"_s, u"3"_s},
        {u"Requests with them in the last 24 h"_s, u"15,249"_s, true},
        {u"Usage rows that stay"_s, u"1,204,331"_s}};
    return new ConfirmDialog(what,
        {db::Environment::Production, u"orders-api"_s, u"ollama_api @ db1.internal:5432"_s}, this);
}

QList<double> gallery::makeDay(int points, double low, double high, unsigned seed)
{
    std::mt19937 random(seed);
    QList<double> day;
    for (int i = 0; i < points; ++i) {
        const double rhythm = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / points);
        const double noise = double(random() % 1000) / 1000.0 - 0.5;
        day += low + (high - low) * std::max(0.0, rhythm * 0.85 + noise * 0.22);
    }
    return day;
}

} // namespace gatehouse::ui
