#include "ui/pages/figuredialog.h"

#include "base/deliver.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/workspace.h"
#include "usage/texts.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

FigureDialog::FigureDialog(Workspace &workspace, const FigureStory &story, QWidget *parent)
    : EnvironmentDialog(tr("How this figure is made"), targetOf(workspace), parent)
{
    setObjectName(u"figureDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *title = new PlainLabel(story.title, this);
    title->setFont(headingFont());
    auto *explanation = new PlainLabel(story.explanation, this);
    explanation->setObjectName(u"figureExplanation"_s);
    explanation->setWordWrap(true);
    auto *sql = new SqlPreview(this);
    sql->setObjectName(u"figureSql"_s);
    sql->setSql(story.sql.join(u";\n\n"_s));
    sql->setMinimumHeight(220);
    m_sign = new IconLabel(16, this);
    m_sentence = new PlainLabel(this);
    m_sentence->setObjectName(u"figureCheck"_s);
    m_sentence->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addWidget(m_sentence, 1);
    content()->addWidget(title);
    content()->addWidget(explanation);
    content()->addWidget(sql, 1);
    content()->addLayout(row);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"figureClose"_s);
    buttons()->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    resize(760, 520);
    if (story.check) {
        startCheck(workspace, story);
    } else {
        m_sign->hide();
        m_sentence->hide();
    }
}

FigureDialog::~FigureDialog() { m_token.cancel(); }

void FigureDialog::startCheck(Workspace &workspace, const FigureStory &story)
{
    m_checking = true;
    m_sign->setIcon(u"loader"_s);
    m_sentence->setText(tr("Summing up the parts…"));
    m_session = workspace.link().openJobSession();
    m_session->setReadOnly(true);
    deliver(m_session->run(story.check, m_token), this, [this](const Result<usage::Check> &check) {
        m_checking = false;
        showCheck(check);
        m_session->drop();
    });
}

void FigureDialog::showCheck(const Result<usage::Check> &check)
{
    using items::Severity;
    if (!check) {
        m_sign->setIcon(u"triangle-alert"_s, Severity::Warn);
        m_sentence->setText(tr("It could not be checked. %1").arg(check.error().text));
        return;
    }
    const QString parts = usage::countText(check.value().parts);
    const QString whole = usage::countText(check.value().whole);
    if (check.value().holds()) {
        m_sign->setIcon(u"circle-check"_s, Severity::Good);
        m_sentence->setText(
            tr("Checked just now: the parts sum up to %1, and the whole is %2.").arg(parts, whole));
    } else {
        m_sign->setIcon(u"octagon-alert"_s, Severity::Bad);
        m_sentence->setText(tr("The parts sum up to %1, but the whole is %2. Please report this "
                               "with the SQL above.")
                                .arg(parts, whole));
    }
}

} // namespace gatehouse::ui
