#include "ui/pages/migrateoptions.h"

#include "migration/sourcesecret.h"
#include "migration/words.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace gatehouse::ui {

using migration::SourceKind;
using migration::SourceOption;

namespace {

constexpr int kFieldWidth = 360;

const SourceKind *kindNamed(const QString &id)
{
    for (const SourceKind &kind : migration::sourceKinds())
        if (id == QLatin1StringView(kind.id))
            return &kind;
    return nullptr;
}

QString textOf(const QWidget *field)
{
    if (const auto *box = qobject_cast<const QComboBox *>(field))
        return box->currentText();
    if (const auto *box = qobject_cast<const QCheckBox *>(field))
        return box->isChecked() ? u"yes"_s : u"no"_s;
    const auto *line = qobject_cast<const QLineEdit *>(field);
    return line ? line->text() : QString();
}

} // namespace

void plainTitles(QFormLayout &form)
{
    for (int row = 0; row < form.rowCount(); ++row)
        if (QLayoutItem *item = form.itemAt(row, QFormLayout::LabelRole))
            if (auto *label = qobject_cast<QLabel *>(item->widget()))
                label->setTextFormat(Qt::PlainText);
}

MigrateOptions::MigrateOptions(QWidget *parent) : QWidget(parent)
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"migrateKind"_s);
    m_kind->setAccessibleName(tr("Kind of source"));
    m_kind->addItem(tr("Recognise by its content"), QString());
    for (const SourceKind &kind : migration::sourceKinds())
        m_kind->addItem(migration::Words::tr(kind.title), QString::fromLatin1(kind.id));
    m_form = new QFormLayout(this);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setSpacing(space::kSmall);
    m_form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    m_form->addRow(tr("&Kind:"), m_kind);
    plainTitles(*m_form);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &MigrateOptions::build);
}

void MigrateOptions::setAddress(const QString &address)
{
    const bool remote = address.startsWith("mongodb://"_L1) || address.startsWith("mongodb+srv://"_L1);
    if (remote && kind() != "mongodb"_L1)
        m_kind->setCurrentIndex(m_kind->findData(u"mongodb"_s));
    else if (!remote && kind() == "mongodb"_L1)
        m_kind->setCurrentIndex(0);
}

QString MigrateOptions::kind() const { return m_kind->currentData().toString(); }

QWidget *MigrateOptions::fieldFor(const SourceOption &option)
{
    const QString fallback = QString::fromUtf8(option.fallback);
    if (option.kind == SourceOption::Kind::Choice) {
        auto *box = new QComboBox(this);
        box->addItems(QString::fromUtf8(option.choices).split(u'|'));
        box->setCurrentText(fallback);
        connect(box, &QComboBox::currentIndexChanged, this, &MigrateOptions::changed);
        return box;
    }
    if (option.kind == SourceOption::Kind::Yes) {
        auto *box = new QCheckBox(this);
        box->setChecked(fallback == "yes"_L1);
        connect(box, &QCheckBox::toggled, this, &MigrateOptions::changed);
        return box;
    }
    auto *line = new QLineEdit(fallback, this);
    line->setMinimumWidth(kFieldWidth);
    if (option.kind == SourceOption::Kind::Secret)
        line->setEchoMode(QLineEdit::Password);
    connect(line, &QLineEdit::textChanged, this, &MigrateOptions::changed);
    return line;
}

QWidget *MigrateOptions::withBrowser(QWidget *line, const QString &title)
{
    auto *both = new QWidget(this);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    auto *choose = makeButton(
        tr("Choose a file…"), ButtonKind::Plain, both, line->objectName() + u"_file"_s);
    choose->setAccessibleName(tr("Choose a file for: %1").arg(title));
    row->addWidget(line, 1);
    row->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this, line = qobject_cast<QLineEdit *>(line)] {
        auto *chooser = new QFileDialog(this, line->accessibleName(), line->text());
        chooser->setObjectName(u"migrateOptionChooser"_s);
        chooser->setAttribute(Qt::WA_DeleteOnClose);
        chooser->setFileMode(QFileDialog::ExistingFile);
        connect(chooser, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        chooser->open();
    });
    return both;
}

void MigrateOptions::build()
{
    while (m_form->rowCount() > 1)
        m_form->removeRow(1);
    if (const SourceKind *chosen = kindNamed(kind()))
        for (const SourceOption &option : chosen->options) {
            const QString title = migration::Words::tr(option.title);
            QWidget *field = fieldFor(option);
            field->setObjectName(u"option_"_s + QLatin1StringView(option.name));
            field->setAccessibleName(title);
            m_form->addRow(tr("%1:").arg(title),
                option.kind == SourceOption::Kind::File ? withBrowser(field, title) : field);
        }
    plainTitles(*m_form);
    Q_EMIT changed();
}

QVariantMap MigrateOptions::values() const
{
    QVariantMap values;
    if (const SourceKind *chosen = kindNamed(kind()))
        for (const SourceOption &option : chosen->options) {
            const auto *field =
                findChild<QWidget *>(u"option_"_s + QLatin1StringView(option.name));
            if (field && option.kind != SourceOption::Kind::Secret
                && textOf(field) != QString::fromUtf8(option.fallback))
                values.insert(QString::fromLatin1(option.name), textOf(field));
        }
    return values;
}

void MigrateOptions::keepSecrets(const QString &address) const
{
    const auto *field = findChild<QLineEdit *>(u"option_password"_s);
    if (field && !field->text().isEmpty())
        migration::keepSourcePassword(address, std::make_shared<const Secret>(field->text()));
}

} // namespace gatehouse::ui
