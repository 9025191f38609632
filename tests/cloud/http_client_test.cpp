// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/http_client.h"
#include "services/cloud/network_error.h"
#include "services/cloud/proxy.h"
#include "tests/cloud/aws_sandbox.h"
#include "tests/cloud/raw_server.h"
#include <QMetaEnum>
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::cloud;
using Reason = NetworkError::Reason;

namespace {

HttpRequest get(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    return request;
}

NetworkError failure(const HttpRequest &request)
{
    HttpClient client;
    try {
        const HttpReply reply = client.send(request);
        qWarning("an answer came: %d %s", reply.status, reply.body.left(100).constData());
    } catch (const NetworkError &error) {
        return error;
    }
    return {Reason::Refused, QStringLiteral("no error"), {}};
}

QString all(const Error &error)
{
    return QStringList{error.message(), error.hint(), error.where(), error.detail()}.join(u'\n');
}

} // namespace

class CloudHttpClientTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_sandbox.emplace(); }
    void sendsWhatIsAsked();
    void keepsNoCookies();
    void statuses_data();
    void statuses();
    void redirectsAreNotFollowed();
    void brokenAnswers_data();
    void brokenAnswers();
    void sentOnce();
    void timeouts();
    void tooMuch();
    void cancel();
    void cancelBefore();
    void noTls();
    void loopbackOnly();
    void proxies_data();
    void proxies();
    void throughProxy();
    void everyFailureHasAHint();

private:
    std::optional<AwsSandbox> m_sandbox;
};

void CloudHttpClientTest::sendsWhatIsAsked()
{
    RawServer server;
    server.answers = {{RawServer::ok("fine", "X-Thing: a\r\n")}};
    HttpClient client;
    HttpRequest request = get(server.url(QStringLiteral("/a%2Fb?q=a%2Bb%26c")));
    request.headers = {{"Authorization", "Bearer x"}, {"X-Own", "1"}};
    const HttpReply reply = client.send(request);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, QByteArray("fine"));
    QCOMPARE(reply.headers.value("x-thing"), QByteArray("a"));
    QVERIFY(reply.isFine());
    QVERIFY2(server.requests[0].startsWith("GET /a%2Fb?q=a%2Bb%26c HTTP/1.1\r\n"),
             server.requests[0]);
    QVERIFY(server.requests[0].contains("\r\nUser-Agent: Arborist\r\n"));
    QVERIFY(server.requests[0].contains("\r\nAuthorization: Bearer x\r\n"));
    QVERIFY(!server.requests[0].contains("Content-Length"));

    for (const char *method : {"POST", "PUT", "PATCH"}) {
        request.method = method;
        request.headers = {{"Content-Type", "application/json"}};
        request.body = R"({"a":1})";
        QCOMPARE(client.send(request).status, 200);
        QVERIFY(server.requests.last().startsWith(method));
        QVERIFY(server.requests.last().contains("\r\nContent-Length: 7\r\n"));
        QVERIFY(server.requests.last().endsWith(R"({"a":1})"));
    }
    request.body.clear();
    request.method = "DELETE";
    QCOMPARE(client.send(request).status, 200);
    QVERIFY(server.requests.last().startsWith("DELETE"));
}

void CloudHttpClientTest::keepsNoCookies()
{
    RawServer server;
    server.answers = {{RawServer::ok("", "Set-Cookie: a=b; Path=/\r\n")}};
    HttpClient client;
    client.send(get(server.url()));
    client.send(get(server.url()));
    QVERIFY(!server.requests.last().toLower().contains("cookie"));
}

void CloudHttpClientTest::statuses_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status :
         {"400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "407 Proxy",
          "409 Conflict", "423 Locked", "429 Too Many Requests", "500 Error", "503 Unavailable"})
        QTest::newRow(status) << QByteArray(status);
}

void CloudHttpClientTest::statuses()
{
    QFETCH(QByteArray, status);
    RawServer server;
    server.answers = {{"HTTP/1.1 " + status +
                       "\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nbody"}};
    HttpClient client;
    const HttpReply reply = client.send(get(server.url()));
    QCOMPARE(QByteArray::number(reply.status), status.left(3));
    QCOMPARE(reply.body, QByteArray("body"));
    QVERIFY(!reply.isFine());
    QCOMPARE(server.requests.size(), 1);
}

void CloudHttpClientTest::redirectsAreNotFollowed()
{
    RawServer elsewhere;
    RawServer server;
    for (const char *status : {"301 Moved", "302 Found", "303 See", "307 Here", "308 There"}) {
        server.answers = {{QByteArray("HTTP/1.1 ") + status + "\r\nLocation: " +
                           elsewhere.url().toEncoded() + "\r\nContent-Length: 0\r\n\r\n"}};
        HttpClient client;
        HttpRequest request = get(server.url());
        request.headers = {{"Authorization", "Bearer geheim"}};
        const HttpReply reply = client.send(request);
        QCOMPARE(reply.status, QByteArray(status).left(3).toInt());
        QCOMPARE(reply.headers.value("Location"), elsewhere.url().toEncoded());
    }
    QVERIFY(!elsewhere.waitForNewConnection(0) && elsewhere.requests.isEmpty());
}

void CloudHttpClientTest::brokenAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le");
    QTest::newRow("half a body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    QTest::newRow("not HTTP") << QByteArray("220 mail.example.com ESMTP\r\n\r\n");
}

void CloudHttpClientTest::brokenAnswers()
{
    QFETCH(QByteArray, bytes);
    RawServer server;
    server.answers = {{bytes, true}};
    HttpRequest request = get(server.url(QStringLiteral("/p?token=geheim")));
    request.headers = {{"Authorization", "Bearer geheim"}};
    const NetworkError error = failure(request);
    QCOMPARE(error.reason(), Reason::Lost);
    QVERIFY(!error.hint().isEmpty());
    QVERIFY2(!all(error).contains(u"geheim"), qPrintable(all(error)));
}

/// Qt asks again by itself when a connection closes without an answer; what changes something must
/// arrive once.
void CloudHttpClientTest::sentOnce()
{
    RawServer server;
    server.answers = {{{}, true}};
    HttpRequest request = get(server.url());
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}};
    for (const char *body : {"", "{}"}) {
        request.body = body;
        server.requests.clear();
        QCOMPARE(failure(request).reason(), Reason::Lost);
        QCOMPARE(server.requests.size(), 1);
    }

    // The same on a connection that was kept open.
    server.answers = {{RawServer::ok("fine")}, {{}, true}};
    server.requests.clear();
    HttpClient client;
    QCOMPARE(client.send(request).status, 200);
    QVERIFY_THROWS_EXCEPTION(NetworkError, client.send(request));
    QCOMPARE(server.requests.size(), 2);
}

void CloudHttpClientTest::timeouts()
{
    RawServer server;
    HttpRequest request = get(server.url());
    request.timeout = std::chrono::milliseconds(200);
    QCOMPARE(failure(request).reason(), Reason::TimedOut);
    server.answers = {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}};
    const NetworkError error = failure(request);
    QCOMPARE(error.reason(), Reason::TimedOut);
    QVERIFY2(error.message().contains(u"0.2 s"), error.what());
}

void CloudHttpClientTest::tooMuch()
{
    RawServer server;
    server.answers = {{RawServer::ok(QByteArray(200'000, 'x'))}};
    HttpRequest request = get(server.url());
    request.mostBytes = 1000;
    const QString told = all(failure(request));
    QVERIFY2(told.contains(u"more than"), qPrintable(told));
    request.mostBytes = 1'000'000;
    QCOMPARE(HttpClient().send(request).body.size(), 200'000);
}

void CloudHttpClientTest::cancel()
{
    RawServer silent;
    std::stop_source source;
    std::optional<ErrorKind> kind;
    std::jthread worker([&] {
        try {
            HttpRequest request = get(silent.url());
            request.timeout = std::chrono::minutes(10);
            HttpClient().send(request, source.get_token());
        } catch (const Error &error) {
            kind = error.kind();
        }
    });
    QTRY_COMPARE_WITH_TIMEOUT(silent.requests.size(), 1, 60'000);
    source.request_stop();
    worker.join();
    QVERIFY(kind == ErrorKind::Cancelled);
}

void CloudHttpClientTest::cancelBefore()
{
    RawServer server;
    std::stop_source source;
    source.request_stop();
    try {
        HttpClient().send(get(server.url()), source.get_token());
        QFAIL("not cancelled");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Cancelled);
    }
    QVERIFY(!server.waitForNewConnection(0));
}

void CloudHttpClientTest::noTls()
{
    RawServer server;
    server.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n";
    QUrl url = server.url();
    url.setScheme(QStringLiteral("https"));
    const NetworkError error = failure(get(url));
    QCOMPARE(error.reason(), Reason::Insecure);
    QVERIFY(error.message().contains(QString::number(server.serverPort())));
}

void CloudHttpClientTest::loopbackOnly()
{
    for (const char *url :
         {"http://192.0.2.1/", "https://secretsmanager.eu-central-1.amazonaws.com",
          "http://127.0.0.1.example.com/", "http://localhost.example.com/"}) {
        const NetworkError error = failure(get(QUrl(QString::fromLatin1(url))));
        QCOMPARE(error.reason(), Reason::Refused);
        QVERIFY(error.hint().contains(u"ARBORIST_LOOPBACK_ONLY"));
    }
    for (const char *host : {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
        QVERIFY2(isLoopback(QString::fromLatin1(host)), host);
    for (const char *host : {"10.0.0.1", "::2", "localhost.example.com", "", "0.0.0.0"})
        QVERIFY2(!isLoopback(QString::fromLatin1(host)), host);
}

void CloudHttpClientTest::proxies_data()
{
    QTest::addColumn<QByteArray>("variables");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("proxy");
    const auto row = [](const char *variables, const char *url, const char *proxy) {
        QTest::addRow("%s for %s", variables, url)
            << QByteArray(variables) << QString::fromLatin1(url) << QString::fromLatin1(proxy);
    };
    row("", "https://a.example.com", "");
    row("HTTPS_PROXY=http://p:3128", "https://a.example.com", "p:3128");
    row("https_proxy=http://q:1 HTTPS_PROXY=http://p:2", "https://a.example.com", "q:1");
    row("HTTPS_PROXY=http://u:geheim@p:3128/", "https://a.example.com", "p:3128");
    row("HTTPS_PROXY=p:3128", "https://a.example.com", "p:3128");
    row("HTTPS_PROXY=http://p", "https://a.example.com", "p:8080");
    row("ALL_PROXY=socks5h://p:9", "https://a.example.com", "p:9");
    row("HTTP_PROXY=http://p:3128", "http://a.example.com", "");
    row("http_proxy=http://p:3128", "http://a.example.com", "p:3128");
    row("http_proxy=http://p:3128", "https://a.example.com", "");
    row("HTTPS_PROXY=http://p:1 NO_PROXY=b.com,example.com", "https://a.example.com", "");
    row("HTTPS_PROXY=http://p:1 no_proxy=.example.com:443", "https://a.example.com", "");
    row("HTTPS_PROXY=http://p:1 NO_PROXY=ample.com", "https://a.example.com", "p:1");
    row("HTTPS_PROXY=http://p:1 NO_PROXY=*", "https://a.example.com", "");
    row("HTTPS_PROXY=http://p:1", "https://localhost:8080", "");
    row("HTTPS_PROXY=http://p:1", "https://[::1]", "");
    row("HTTPS_PROXY=gopher://geheim", "https://a.example.com", "error");
    row("HTTPS_PROXY=http://:geheim@", "https://a.example.com", "error");
}

void CloudHttpClientTest::proxies()
{
    QFETCH(QByteArray, variables);
    QFETCH(QString, url);
    QFETCH(QString, proxy);
    for (const QByteArray &variable : variables.split(' ')) {
        if (const qsizetype equals = variable.indexOf('='); equals > 0)
            qputenv(variable.left(equals).constData(), variable.mid(equals + 1));
    }
    try {
        const QNetworkProxy found = proxyFor(QUrl(url));
        const bool none = found.type() == QNetworkProxy::NoProxy;
        QCOMPARE(none ? QString() : QStringLiteral("%1:%2").arg(found.hostName()).arg(found.port()),
                 proxy);
    } catch (const Error &error) {
        QCOMPARE(proxy, QStringLiteral("error"));
        QVERIFY(!all(error).contains(u"geheim"));
    }
}

void CloudHttpClientTest::throughProxy()
{
    RawServer proxy;
    proxy.answers = {{RawServer::ok("by proxy")}};
    qputenv("http_proxy", proxy.url().toEncoded());
    const QUrl far(QStringLiteral("http://service.invalid/path"));
    QCOMPARE(HttpClient().send(get(far)).body, QByteArray("by proxy"));
    QVERIFY2(proxy.requests[0].startsWith("GET http://service.invalid/path HTTP/1.1\r\n"),
             proxy.requests[0]);

    proxy.close();
    const NetworkError error = failure(get(far));
    QCOMPARE(error.reason(), Reason::NotSent);
    QVERIFY2(error.hint().contains(u"NO_PROXY"), qPrintable(all(error)));

    qputenv("http_proxy", "http://192.0.2.7:3128"); // a proxy elsewhere counts as elsewhere
    QCOMPARE(failure(get(far)).reason(), Reason::Refused);
}

void CloudHttpClientTest::everyFailureHasAHint()
{
    const QUrl url(QStringLiteral("https://u:geheim@api.example.com:8443/p?token=geheim"));
    const QMetaEnum codes = QMetaEnum::fromType<QNetworkReply::NetworkError>();
    for (int i = 0; i < codes.keyCount(); ++i) {
        const auto code = static_cast<QNetworkReply::NetworkError>(codes.value(i));
        const NetworkError error = networkError(code, url, QStringLiteral("proxy:3128"),
                                                QStringLiteral("password=geheim"), {});
        QVERIFY2(!error.hint().isEmpty(), codes.key(i));
        QVERIFY2(error.message().contains(u"api.example.com") ||
                     error.message().contains(u"proxy:3128"),
                 codes.key(i));
        QVERIFY2(!all(error).contains(u"geheim"), qPrintable(all(error)));
    }
}

QTEST_GUILESS_MAIN(CloudHttpClientTest)
#include "http_client_test.moc"
