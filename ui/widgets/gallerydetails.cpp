#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/sqlpreview.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace gatehouse::ui::gallery {

using namespace Qt::Literals::StringLiterals;

namespace {

QString word(const char *text) { return QString::fromUtf8(text); } // sample data: not translated

constexpr char16_t kJson[] =
    uR"({"model": "llama3.2", "message_count": 12, "cost": 12345678901234567890.10,
 "stream": true, "stop": null, "options": {"temperature": 0.70, "num_ctx": 8192, "seed": -0},
 "messages": [{"role": "system", "content": "You are <b>helpful</b>."}, {"role": "user", "content": "Gr\u00fc\u00dfe"}],
 "password": "hunter2hunter2", "tags": []})";

constexpr char16_t kSql[] =
    uR"(-- Revoke by primary key only; the trail goes into the same transaction.
UPDATE "public"."api_keys"
   SET is_active = false, revoked_at = now()
 WHERE id = ANY($1::bigint[]) AND is_active
RETURNING id, name, 'it''s done' AS note;

CREATE FUNCTION gatehouse.touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.updated_at := clock_timestamp(); /* always */
  RETURN NEW;
END $body$;
SELECT count(*) FROM usage_logs WHERE response_time > 0.5 AND endpoint = '/api/chat';)";

} // namespace

QWidget *makeDetails(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(0, space::kMedium, 0, 0);
    grid->setSpacing(space::kMedium);
    auto *json = new Card(word("request_data"), page);
    auto *tree = new JsonTree(json);
    tree->setObjectName(u"galleryJson"_s);
    tree->setText(QString::fromUtf16(kJson));
    json->content()->addWidget(tree);
    auto *cut = new Card(word("Cut by the server"), page);
    auto *partial = new JsonTree(cut);
    partial->setText(uR"({"prompt": "A very long text that the server cut for the li)"_s, 48211);
    cut->content()->addWidget(partial);
    auto *broken = new Card(word("Not JSON"), page);
    auto *text = new JsonTree(broken);
    text->setText(u"{'model': 'qwen'}"_s);
    broken->content()->addWidget(text);
    auto *sql = new Card(word("What will run"), page);
    auto *preview = new SqlPreview(sql);
    preview->setSql(QString::fromUtf16(kSql));
    sql->content()->addWidget(preview);
    auto *diff = new Card(word("What changed"), page);
    auto *view = new DiffView(diff);
    view->setChanges({{u"is_active"_s, u"true"_s, u"false"_s},
        {u"rate_limit"_s, u"300"_s, u"500"_s},
        {u"revoked_at"_s, {}, u"2026-11-20 11:58:03.412386+00"_s, true, true, true},
        {u"note"_s, {}, u"leaked in a public repository"_s, false, true},
        {u"owner"_s, u"ada"_s, {}, true, false}, {u"name"_s, u"mobile-app"_s, u"mobile-app"_s}});
    diff->content()->addWidget(view);
    diff->content()->addStretch(1);
    grid->addWidget(json, 0, 0, 2, 1);
    grid->addWidget(cut, 2, 0);
    grid->addWidget(sql, 0, 1);
    grid->addWidget(diff, 1, 1);
    grid->addWidget(broken, 2, 1);
    grid->setRowStretch(0, 3);
    grid->setRowStretch(1, 2);
    grid->setRowStretch(2, 1);
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 3);
    return page;
}

} // namespace gatehouse::ui::gallery
