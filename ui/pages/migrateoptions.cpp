#include "ui/pages/migrateoptions.h"

#include "migration/sourcesecret.h"
#include "migration/words.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace gatehouse::ui {

using migration::SourceKind;
using migration::SourceOption;

namespace {

constexpr int kFieldWidth = 180;

const SourceKind *kindNamed(const QString &id)
{
    for (const SourceKind &kind : migration::sourceKinds())
        if (id == QLatin1StringView(kind.id))
            return &kind;
    return nullptr;
}

QWidget *fieldFor(const SourceOption &option, QWidget *parent)
{
    const QString fallback = QString::fromUtf8(option.fallback);
    if (option.kind == SourceOption::Kind::Choice) {
        auto *box = new QComboBox(parent);
        box->addItems(QString::fromUtf8(option.choices).split(u'|'));
        box->setCurrentText(fallback);
        return box;
    }
    if (option.kind == SourceOption::Kind::Yes) {
        auto *box = new QCheckBox(parent);
        box->setChecked(fallback == "yes"_L1);
        return box;
    }
    auto *line = new QLineEdit(fallback, parent);
    line->setFixedWidth(kFieldWidth);
    if (option.kind == SourceOption::Kind::Secret)
        line->setEchoMode(QLineEdit::Password);
    return line;
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

MigrateOptions::MigrateOptions(QWidget *parent) : QWidget(parent)
{
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"migrateKind"_s);
    m_kind->setAccessibleName(tr("Kind of source"));
    m_kind->addItem(tr("Recognise by its content"), QString());
    for (const SourceKind &kind : migration::sourceKinds())
        m_kind->addItem(migration::Words::tr(kind.title), QString::fromLatin1(kind.id));
    m_line = new QHBoxLayout(this);
    m_line->setContentsMargins(0, 0, 0, 0);
    m_line->setSpacing(space::kSmall);
    m_line->addWidget(new PlainLabel(tr("Kind:"), this));
    m_line->addWidget(m_kind);
    m_line->addStretch();
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

void MigrateOptions::build()
{
    delete m_fields;
    m_fields = new QWidget(this);
    auto *line = new QHBoxLayout(m_fields);
    line->setContentsMargins(space::kMedium, 0, 0, 0);
    line->setSpacing(space::kSmall);
    if (const SourceKind *chosen = kindNamed(kind()))
        for (const SourceOption &option : chosen->options) {
            const QString title = migration::Words::tr(option.title);
            QWidget *field = fieldFor(option, m_fields);
            field->setObjectName(u"option_"_s + QLatin1StringView(option.name));
            field->setAccessibleName(title);
            line->addWidget(new PlainLabel(tr("%1:").arg(title), m_fields));
            line->addWidget(field);
        }
    m_line->insertWidget(2, m_fields);
}

QVariantMap MigrateOptions::values() const
{
    QVariantMap values;
    const SourceKind *chosen = m_fields ? kindNamed(kind()) : nullptr;
    if (!chosen)
        return values;
    for (const SourceOption &option : chosen->options) {
        const auto *field =
            m_fields->findChild<QWidget *>(u"option_"_s + QLatin1StringView(option.name));
        if (option.kind != SourceOption::Kind::Secret
            && textOf(field) != QString::fromUtf8(option.fallback))
            values.insert(QString::fromLatin1(option.name), textOf(field));
    }
    return values;
}

void MigrateOptions::keepSecrets(const QString &address) const
{
    const auto *field = m_fields ? m_fields->findChild<QLineEdit *>(u"option_password"_s) : nullptr;
    if (field && !field->text().isEmpty())
        migration::keepSourcePassword(address, std::make_shared<const Secret>(field->text()));
}

} // namespace gatehouse::ui
