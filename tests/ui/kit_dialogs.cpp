// Confirmations, secrets and the clipboard.
#include "ui/theme/theme.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/secretclipboard.h"
#include "ui/widgets/secretfield.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

const QString kKey = u"edgellm-4vG7sLq0Zr8tXw2yB5nM9kPc"_s;

Confirmation revoke()
{
    Confirmation what;
    what.question = u"Revoke 3 keys?"_s;
    what.consequence = u"Requests with them are refused."_s;
    what.objects = QStringList{u"mobile-app"_s};
    what.verb = u"Revoke 3 keys"_s;
    what.typedName = u"orders-api"_s;
    what.figures = {{u"Keys"_s, u"3"_s}};
    return what;
}

Target target(db::Environment environment)
{
    return {environment, u"orders-api"_s, u"ollama_api @ db1:5432"_s};
}

template <typename T>
T *child(QWidget &widget, const QString &name)
{
    return widget.findChild<T *>(name);
}

// Every text a widget shows or says, to look for a secret in.
QString everythingIn(QWidget &root)
{
    QString all;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        all += widget->accessibleName() + widget->accessibleDescription() + widget->toolTip();
        all += widget->property("text").toString() + u'\n';
    }
    return all;
}

} // namespace

class KitDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, Scheme::Light); }
    void cleanup() { SecretClipboard::instance().setClearAfter(SecretClipboard::kClearAfter); }

    void production_wants_the_name_typed_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("accepted");
        QTest::addRow("nothing") << QString() << false;
        QTest::addRow("half") << u"orders"_s << false;
        QTest::addRow("other case") << u"Orders-API"_s << false;
        QTest::addRow("with a blank") << u"orders-api "_s << false;
        QTest::addRow("a letter that looks alike") << u"\u043Erders-api"_s << false;
        QTest::addRow("exactly") << u"orders-api"_s << true;
    }

    void production_wants_the_name_typed()
    {
        QFETCH(QString, typed);
        QFETCH(bool, accepted);
        ConfirmDialog dialog(revoke(), target(db::Environment::Production));
        dialog.open();
        auto *field = child<QLineEdit>(dialog, u"confirmTyped"_s);
        QVERIFY(field);
        field->setText(typed);
        QCOMPARE(child<QPushButton>(dialog, u"confirmVerb"_s)->isEnabled(), accepted);
        QSignalSpy done(&dialog, &QDialog::accepted);
        QTest::mouseClick(child<QPushButton>(dialog, u"confirmVerb"_s), Qt::LeftButton);
        QCOMPARE(done.count(), accepted ? 1 : 0);
    }

    void elsewhere_no_name_is_asked_for()
    {
        for (auto environment :
            {db::Environment::Development, db::Environment::Test, db::Environment::Staging}) {
            ConfirmDialog dialog(revoke(), target(environment));
            QVERIFY(!child<QLineEdit>(dialog, u"confirmTyped"_s));
            QVERIFY(dialog.canConfirm());
        }
    }

    void the_button_says_the_verb_and_enter_does_not_press_it()
    {
        ConfirmDialog dialog(revoke(), target(db::Environment::Staging));
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QCOMPARE(child<QPushButton>(dialog, u"confirmVerb"_s)->text(), u"Revoke 3 keys"_s);
        QSignalSpy done(&dialog, &QDialog::accepted), left(&dialog, &QDialog::rejected);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(done.count(), 0);
        QCOMPARE(left.count(), 1);
    }

    void nothing_is_confirmed_before_the_dry_run()
    {
        Confirmation what = revoke();
        what.awaitsFigures = true;
        ConfirmDialog dialog(what, target(db::Environment::Staging));
        QVERIFY(!dialog.canConfirm());
        dialog.setTrouble(Error{Error::Kind::Sql, u"No rights."_s});
        QVERIFY(!dialog.canConfirm());
        dialog.setFigures({{u"Keys"_s, u"3"_s}});
        QVERIFY(dialog.canConfirm());
    }

    void the_connection_is_named()
    {
        ConfirmDialog dialog(revoke(), target(db::Environment::Production));
        const QString all = everythingIn(dialog);
        QVERIFY(all.contains(u"orders-api"_s));
        QVERIFY(all.contains(u"ollama_api @ db1:5432"_s));
        const QImage picture = dialog.grab().toImage();
        QCOMPARE(
            picture.pixelColor(200, 1).name(), tokens().of(db::Environment::Production).name());
        QCOMPARE(picture.pixelColor(0, picture.height() / 2).name(),
            tokens().of(db::Environment::Production).name());
    }

    void a_masked_secret_is_nowhere()
    {
        SecretField field;
        field.setSecret(Secret(kKey));
        field.setHint(u"The new key"_s);
        QVERIFY(!everythingIn(field).contains(kKey.mid(10, 8)));
        QCOMPARE(child<QLineEdit>(field, u"secretText"_s)->text(), u"edgellm-••••9kPc"_s);
    }

    void reveal_is_told_and_timed()
    {
        SecretField field;
        field.setSecret(Secret(kKey));
        field.setRevealFor(40);
        field.show();
        QSignalSpy revealed(&field, &SecretField::revealed);
        QTest::mouseClick(child<QToolButton>(field, u"secretReveal"_s), Qt::LeftButton);
        QCOMPARE(revealed.count(), 1);
        QCOMPARE(child<QLineEdit>(field, u"secretText"_s)->text(), kKey);
        QTRY_VERIFY(!field.isRevealed());
        QVERIFY(!everythingIn(field).contains(kKey.mid(10, 8)));
    }

    void hiding_the_page_hides_the_secret()
    {
        SecretField field;
        field.setSecret(Secret(kKey));
        field.show();
        QTest::mouseClick(child<QToolButton>(field, u"secretReveal"_s), Qt::LeftButton);
        QVERIFY(field.isRevealed());
        field.hide();
        QVERIFY(!field.isRevealed());
    }

    void a_typed_secret_is_given_back()
    {
        SecretField field;
        field.setEditable(true);
        QSignalSpy edited(&field, &SecretField::edited);
        QTest::keyClicks(child<QLineEdit>(field, u"secretText"_s), u"pass word"_s);
        QCOMPARE(field.secret().text(), u"pass word"_s);
        QVERIFY(edited.count() > 0);
        QCOMPARE(child<QLineEdit>(field, u"secretText"_s)->echoMode(), QLineEdit::Password);
    }

    void the_clipboard_is_cleared()
    {
        SecretClipboard::instance().setClearAfter(30);
        SecretField field;
        field.setSecret(Secret(kKey));
        QSignalSpy cleared(&SecretClipboard::instance(), &SecretClipboard::cleared);
        QTest::mouseClick(child<QToolButton>(field, u"secretCopy"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), kKey);
        const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(mime->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
        QTRY_COMPARE(cleared.count(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString());
    }

    void what_the_user_copied_since_stays()
    {
        SecretClipboard::instance().setClearAfter(30);
        SecretClipboard::instance().copy(kKey);
        QGuiApplication::clipboard()->setText(u"something else"_s);
        QSignalSpy cleared(&SecretClipboard::instance(), &SecretClipboard::cleared);
        QTRY_COMPARE(cleared.count(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"something else"_s);
    }

    void ten_seconds_is_the_default() { QCOMPARE(SecretClipboard::kClearAfter, 10'000); }
};

QTEST_MAIN(KitDialogs)
#include "kit_dialogs.moc"
