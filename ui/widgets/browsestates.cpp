// The part of BrowseTable that says why there is nothing to see, or that it took much.
#include "items/browsemodel.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/sqldialog.h"
#include "ui/widgets/tableview.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// Rows that were read before it went, or before the right to read it did, show nothing true.
bool isGone(const Error &error)
{
    return error.sqlState == u"42P01"_s || error.sqlState == u"42703"_s
        || error.sqlState == u"3F000"_s || error.sqlState == u"3D000"_s;
}

bool isForbidden(const Error &error)
{
    return error.kind == Error::Kind::Refused || error.sqlState == u"42501"_s;
}

} // namespace

void BrowseTable::showState()
{
    Overlay &overlay = m_table->overlay();
    if (m_early) {
        showTrouble(*m_early);
        return;
    }
    const bool asked = m_model && m_model->query().relation;
    if (asked && m_model->error() && m_model->error()->kind != Error::Kind::Cancelled) {
        showTrouble(*m_model->error());
        return;
    }
    m_trouble->clear();
    if (!asked || m_model->isLoading()) {
        if (overlay.state() != Overlay::State::Loading)
            overlay.showLoading(tr("Reading the first rows"));
    } else if (m_model->rowCount() == 0) {
        showNothing();
    } else if (overlay.state() != Overlay::State::None) {
        overlay.clear();
    }
}

void BrowseTable::showTrouble(const Error &error)
{
    Overlay &overlay = m_table->overlay();
    Error shown = error;
    shown.retryable = true; // what was dropped can be made again, what was revoked granted
    m_trouble->clear();
    if (isForbidden(error)) {
        m_offer = Offer::Retry;
        overlay.showEmpty(
            u"lock"_s, tr("Your role may not see this"), error.text, tr("Try again"));
    } else if (isGone(error)) {
        overlay.showError(tr("The table has gone"), shown);
    } else if (m_early && !m_calmIcon.isEmpty()) {
        m_offer = Offer::Begin;
        overlay.showEmpty(m_calmIcon, m_errorTitle, error.text, m_begin);
    } else if (!m_model || m_model->rowCount() == 0) {
        overlay.showError(m_errorTitle, shown);
    } else {
        overlay.clear();
        m_trouble->showMessage(error.kind == Error::Kind::Connection ? items::Severity::Bad
                                                                     : items::Severity::Warn,
            tr("%1 The rows below were read before.").arg(error.text), tr("Try again"));
    }
}

void BrowseTable::showNothing()
{
    const items::Count &total = m_model->figures().total();
    Overlay &overlay = m_table->overlay();
    m_offer = Offer::Retry;
    if (total.kind != items::Count::Kind::Exact) {
        overlay.showEmpty(u"ban"_s, tr("Stopped"),
            tr("The query was stopped before its first rows came."), tr("Read again"));
    } else if (m_model->query().filter.isTrivial()) {
        overlay.showEmpty(m_emptyIcon, m_emptyTitle, m_emptyAdvice);
    } else {
        m_offer = Offer::ClearFilter;
        overlay.showEmpty(u"filter"_s, tr("No row fits the filter"),
            tr("Take a condition away, or widen one."), tr("Clear the filter"));
    }
}

void BrowseTable::showError(const Error &error)
{
    m_early = error;
    m_calmIcon.clear();
    showState();
}

void BrowseTable::showNotYet(const Error &why, const QString &iconName, const QString &action)
{
    m_early = why;
    m_calmIcon = iconName;
    m_begin = action;
    showState();
}

void BrowseTable::actOnOverlay()
{
    if (m_offer == Offer::ClearFilter)
        Q_EMIT clearFilterRequested();
    else if (m_offer == Offer::Begin)
        Q_EMIT beginRequested();
    else
        retry();
}

void BrowseTable::retry()
{
    m_early.reset();
    if (m_model && m_model->query().relation)
        m_model->refresh();
    showState();
    Q_EMIT retryRequested();
}

void BrowseTable::showAdvice()
{
    const browse::Plan plan = m_model ? m_model->figures().plan() : browse::Plan();
    const QString sentence = browse::warning(plan);
    if (sentence.isEmpty())
        m_advice->clear();
    else
        m_advice->showMessage(items::Severity::Warn, sentence,
            plan.indexes.isEmpty() ? QString() : tr("Show the index"));
}

void BrowseTable::showIndexes()
{
    if (!m_model)
        return;
    auto *dialog = new SqlDialog(tr("An index for this order or filter"),
        tr("It takes room and time to build, but locks nobody out. Run it where you may create "
           "indexes, each statement by itself and outside of a transaction."),
        m_model->figures().plan().indexes.join(u";\n\n"_s) + u';', this);
    dialog->open();
}

} // namespace gatehouse::ui
