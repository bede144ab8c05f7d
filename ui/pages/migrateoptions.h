// What a source is and the options that its kind declares, as fields.
#pragma once

#include "migration/source.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;

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

private:
    void build();

    QComboBox *m_kind = nullptr;
    QHBoxLayout *m_line = nullptr;
    QWidget *m_fields = nullptr;
};

} // namespace gatehouse::ui
