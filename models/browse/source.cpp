#include "browse/source.h"

#include "db/session.h"

namespace gatehouse::browse {

namespace {
template <typename T>
std::function<Answer<T>(Query, CancelToken)> over(
    db::Session &session, Result<T> (*fetch)(db::Sql &, const Query &))
{
    return [&session, fetch](Query query, CancelToken token) {
        return session.run(
            [fetch, query = std::move(query)](db::Sql &sql) { return fetch(sql, query); },
            std::move(token));
    };
}

Result<Count> capped(db::Sql &sql, const Query &query) { return countCapped(sql, query); }
Result<Count> exact(db::Sql &sql, const Query &query) { return countExact(sql, query); }
} // namespace

Source sourceOver(db::Session &pages, db::Session &figures)
{
    Source source;
    source.page = [&pages](PageRequest request, CancelToken token) {
        return pages.run(
            [request = std::move(request)](db::Sql &sql) { return fetchPage(sql, request); },
            std::move(token));
    };
    source.value = [&pages](Query query, Cursor row, QString columnId, CancelToken token) {
        return pages.run([query = std::move(query), row = std::move(row), columnId](
                             db::Sql &sql) { return fetchValue(sql, query, row, columnId); },
            std::move(token));
    };
    source.plan = over(figures, fetchPlan); // a page does not wait for it
    source.position = over(figures, fetchPosition);
    source.about = over(figures, countAbout);
    source.capped = over(figures, capped);
    source.exact = over(figures, exact);
    return source;
}

} // namespace gatehouse::browse
