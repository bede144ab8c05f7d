// What a source is and the options that its kind declares, as fields.
#pragma once

#include "migration/source.h"

#include <QWidget>

class QComboBox;
class QFormLayout;

namespace gatehouse::ui {

class MigrateOptions : public QWidget
{
    Q_OBJECT

public:
    explicit MigrateOptions(QWidget *parent = nullptr);

    void setAddress(const QString &address); // an address says its kind itself
    QString kind() const;                    // empty: recognised by content
    QVariantMap values() const;              // that differ from what is usual; no secrets
    void keepSecrets(const QString &address) const; // those that are typed in, for this process

Q_SIGNALS:
    void changed();

private:
    void build();
    QWidget *fieldFor(const migration::SourceOption &option);
    QWidget *withBrowser(QWidget *line, const QString &title);

    QComboBox *m_kind = nullptr;
    QFormLayout *m_form = nullptr;
};

// A title of a form's row; plain, whatever stands in it.
void plainTitles(QFormLayout &form);

} // namespace gatehouse::ui
