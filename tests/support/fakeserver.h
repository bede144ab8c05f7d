// A fake: a TCP server that answers as the facts on protocols say that servers do, failures included.
// It is no Ollama, no Stripe and no Keycloak; those that can be installed are asked in tests/peers.
#pragma once

#include <QMap>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace gatehouse::test {

// Lives in the test's thread, so that its event loop must run while a probe waits.
class FakeServer : public QTcpServer
{
public:
    enum class Mode {
        Http,    // answers by path, 404 else
        Silent,  // accepts and says nothing
        Cut,     // announces more than it sends, and hangs up
        Stall,   // announces more than it sends, and keeps the line
        Endless, // sends `raw` (a head, when it is empty), then `flood` for ever
        Raw,     // sends `raw` and hangs up
        HangUp,  // accepts and hangs up
    };

    explicit FakeServer(Mode given = Mode::Http) : mode(given)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                serve(socket);
        });
    }

    QString url(const char *scheme = "http") const
    {
        return QString::fromLatin1(scheme) + QStringLiteral("://127.0.0.1:")
            + QString::number(serverPort());
    }
    void answer(const QByteArray &path, const QByteArray &body, int status = 200,
        const QByteArray &headers = {})
    {
        m_pages.insert(path,
            "HTTP/1.1 " + QByteArray::number(status) + " Fake\r\nContent-Type: application/json\r\n"
                + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
                + body);
    }

    Mode mode;
    QByteArray raw, flood = QByteArray(100'000, 'x');
    QList<QByteArray> requests; // heads
    bool keepsRequests = true;
    int delayMs = 0;            // before each answer of Mode::Http

private:
    void serve(QTcpSocket *socket)
    {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        if (mode == Mode::HangUp)
            socket->disconnectFromHost();
        else if (mode == Mode::Raw) {
            socket->write(raw);
            socket->disconnectFromHost();
        } else if (mode != Mode::Silent)
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { hear(socket); });
    }

    void hear(QTcpSocket *socket)
    {
        QByteArray head = socket->property("head").toByteArray() + socket->readAll();
        socket->setProperty("head", head);
        if (!head.contains("\r\n\r\n"))
            return;
        if (keepsRequests)
            requests << head;
        if (mode == Mode::Endless) {
            socket->write(raw.isEmpty() ? QByteArray("HTTP/1.1 200 OK\r\n\r\n") : raw);
            auto *timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket, [this, socket] {
                if (socket->bytesToWrite() < 1'000'000)
                    socket->write(flood);
            });
            timer->start(0);
        } else if (mode == Mode::Cut || mode == Mode::Stall) {
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"version\":");
            if (mode == Mode::Cut)
                socket->disconnectFromHost();
        } else {
            QTimer::singleShot(delayMs, socket, [this, socket, head] {
                const QByteArray path = head.split(' ').value(1).split('?').first();
                socket->write(m_pages.value(
                    path, "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found"));
                socket->disconnectFromHost();
            });
        }
    }

    QMap<QByteArray, QByteArray> m_pages;
};

// As Ollama answers (facts 2.1), with one installed model that is loaded or not.
inline void makeOllama(FakeServer &fake, const QByteArray &model, bool loaded)
{
    fake.answer("/api/version", "{\"version\":\"0.6.2\"}");
    const QByteArray entry = "{\"name\":\"" + model + "\",\"model\":\"" + model
        + "\",\"size\":2019393189,\"digest\":\"a\",\"details\":{\"families\":null}}";
    fake.answer("/api/tags", "{\"models\":[" + entry + "]}");
    fake.answer("/api/ps", loaded ? "{\"models\":[" + entry + "]}" : "{\"models\":[]}");
}

} // namespace gatehouse::test
