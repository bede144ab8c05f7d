#include "ui/pages/keysimportdialog.h"

#include "base/securefile.h"
#include "ui/delegates/keydelegate.h"
#include "ui/pages/keysimportmodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

KeysImportDialog::KeysImportDialog(const KeysContext &context, QWidget *parent)
    : EnvironmentDialog(tr("Import keys"), targetOf(*context.workspace), parent),
      m_context(context),
      m_model(std::make_unique<ImportModel>(context.engine.has(context.engine.domain().limit)))
{
    setObjectName(u"importDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_soon = new QTimer(this);
    m_soon->setSingleShot(true);
    m_soon->setInterval(100);
    build();
    connect(m_soon, &QTimer::timeout, this, [this] {
        m_file.rows = m_model->edited();
        judge(m_file);
    });
    connect(m_model.get(), &ImportModel::contentEdited, m_soon, qOverload<>(&QTimer::start));
    connect(m_model.get(), &ImportModel::ticked, this, &KeysImportDialog::updateCount);
}

KeysImportDialog::~KeysImportDialog() { m_asking.cancel(); }

void KeysImportDialog::build()
{
    auto *title = new PlainLabel(tr("Import keys"), this);
    title->setFont(titleFont());
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(
        tr("From a .env, a JSON list or memory dump, or a CSV with the columns key, name, role "
           "and limit. The keys stay as they are, so whoever has one can go on using it. "
           "Nothing is written before you press Import."));
    content()->addWidget(title);
    content()->addWidget(text);
    buildSource();
    m_banner = new Banner(this);
    m_banner->setObjectName(u"importBanner"_s);
    content()->addWidget(m_banner);
    m_table = new TableView(u"keys/import"_s, tr("Keys of the file"), this);
    m_table->setObjectName(u"importRows"_s);
    m_table->setModel(m_model.get());
    m_table->setItemDelegateForColumn(m_model->columnOf(u"key"_s), new KeyDelegate(m_table));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setMinimumHeight(280);
    m_table->overlay().showEmpty(
        u"file-text"_s, tr("No file yet"), tr("Choose one, or copy its text and press Paste."));
    content()->addWidget(m_table, 1);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"importCancel"_s);
    m_submit = makeButton(tr("Import"), ButtonKind::Primary, this, u"importSubmit"_s);
    m_submit->setEnabled(false);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &KeysImportDialog::submit);
    resize(880, 600);
}

void KeysImportDialog::buildSource()
{
    auto *line = new QHBoxLayout;
    line->setSpacing(space::kSmall);
    auto *choose = makeButton(tr("Choose a &file…"), ButtonKind::Plain, this, u"importChoose"_s);
    auto *paste = makeButton(tr("&Paste"), ButtonKind::Plain, this, u"importPaste"_s);
    m_source = new PlainLabel(this);
    m_source->setObjectName(u"importSource"_s);
    m_source->setTone(PlainLabel::Tone::Muted);
    m_source->setElide(Qt::ElideMiddle);
    line->addWidget(choose);
    line->addWidget(paste);
    line->addWidget(m_source, 1);
    content()->addLayout(line);
    connect(choose, &QPushButton::clicked, this, &KeysImportDialog::askFileName);
    connect(paste, &QPushButton::clicked, this,
        [this] { readText(tr("clipboard"), QApplication::clipboard()->text().toUtf8()); });
}

void KeysImportDialog::askFileName()
{
    auto *dialog = new QFileDialog(this, tr("Import keys"));
    dialog->setObjectName(u"importFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, this, &KeysImportDialog::read);
    dialog->open();
}

void KeysImportDialog::read(const QString &path)
{
    m_source->setText(path);
    m_table->overlay().showLoading(tr("Reading the file"));
    const QString name = QFileInfo(path).fileName();
    m_context.ask(
        this,
        [path, name, known = m_context.known, now = m_context.workspace->clock().now()](
            db::Sql &sql, const keys::Keys &engine) -> Result<keys::ImportFile> {
            auto content = readFile(path, keys::kMostImportBytes);
            if (!content)
                return content.error();
            auto file = keys::readImport(name, content.value(), engine);
            if (!file)
                return file.error();
            return keys::judgeImport(sql, engine, std::move(file).value(), known, now);
        },
        [this](const Result<keys::ImportFile> &file) { showFile(file); });
}

void KeysImportDialog::readText(const QString &name, const QByteArray &content)
{
    m_source->setText(name);
    auto file = keys::readImport({}, content, m_context.engine);
    if (file)
        judge(file.value());
    else
        showFile(file);
}

void KeysImportDialog::judge(const keys::ImportFile &file)
{
    m_asking.cancel();
    m_asking = CancelToken();
    const CancelToken asking = m_asking;
    deliver(m_context.workspace->link().interactive().run(
                [file, engine = m_context.engine, known = m_context.known,
                    now = m_context.workspace->clock().now()](
                    db::Sql &sql) { return keys::judgeImport(sql, engine, file, known, now); },
                asking),
        this, [this, asking](const Result<keys::ImportFile> &judged) {
            if (!asking.isCancelled())
                showFile(judged);
        });
}

void KeysImportDialog::showFile(const Result<keys::ImportFile> &file)
{
    if (!file) {
        m_table->overlay().clear();
        m_banner->showMessage(items::Severity::Bad, file.error().text);
        m_submit->setEnabled(false);
        return;
    }
    m_file = file.value();
    m_model->show(m_file);
    if (m_file.rows.empty())
        m_table->overlay().showEmpty(
            u"search"_s, tr("No key was found"), tr("Look whether it is the right file."));
    else
        m_table->overlay().clear();
    m_table->fitColumns();
    if (m_file.issues.isEmpty())
        m_banner->clear();
    else
        m_banner->showMessage(items::Severity::Warn, m_file.issues.join(u' '));
    updateCount();
}

void KeysImportDialog::updateCount()
{
    m_file.rows = m_model->edited();
    const int count = int(keys::chosenOf(m_file).size());
    m_submit->setText(tr("Import %n key(s)", nullptr, count));
    m_submit->setEnabled(count > 0);
}

void KeysImportDialog::submit()
{
    m_context.gate->pass(this, [this] {
        m_submit->setEnabled(false);
        m_context.ask(
            this,
            [adoptions = keys::chosenOf(m_file)](
                db::Sql &sql, const keys::Keys &engine) { return engine.adopt(sql, adoptions); },
            [this](const Result<std::vector<keys::Created>> &created) {
                m_submit->setEnabled(true);
                if (!created) {
                    m_banner->showMessage(items::Severity::Bad, created.error().text);
                    return;
                }
                Q_EMIT imported(int(created.value().size()));
                accept();
            });
    });
}

} // namespace gatehouse::ui
