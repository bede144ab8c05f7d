// Keys from a .env, JSON or CSV: choose, look at each row, import the ticked ones (K9).
#pragma once

#include "keys/import.h"
#include "ui/pages/keyscontext.h"

class QPushButton;
class QTimer;

namespace gatehouse::ui {

class Banner;
class ImportModel;
class PlainLabel;
class TableView;

// The file is read in the session's thread. Edits of names, roles and limits are judged again by
// the server before anything is written; all ticked rows are imported or none.
class KeysImportDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeysImportDialog(const KeysContext &context, QWidget *parent);
    ~KeysImportDialog() override;

    void read(const QString &path);
    void readText(const QString &name, const QByteArray &content);

Q_SIGNALS:
    void imported(int count);

private:
    void build();
    void buildSource();
    void askFileName();
    void judge(const keys::ImportFile &file);
    void showFile(const Result<keys::ImportFile> &file);
    void updateCount();
    void submit();

    KeysContext m_context;
    std::unique_ptr<ImportModel> m_model;
    keys::ImportFile m_file;
    QTimer *m_soon = nullptr;
    CancelToken m_asking;
    PlainLabel *m_source = nullptr;
    TableView *m_table = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

} // namespace gatehouse::ui
