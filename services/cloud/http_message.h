// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QUrl>
#include <chrono>
#include <utility>

namespace arborist::cloud {

/// Names with values, in the order they are sent; names are compared without case.
class HttpHeaders
{
public:
    using Header = std::pair<QByteArray, QByteArray>;

    HttpHeaders() = default;
    HttpHeaders(std::initializer_list<Header> headers) : m_headers(headers) {}

    /// The first of that name; empty if there is none.
    QByteArray value(const QByteArray &name) const
    {
        for (const Header &header : m_headers) {
            if (header.first.compare(name, Qt::CaseInsensitive) == 0)
                return header.second;
        }
        return {};
    }
    void add(const QByteArray &name, const QByteArray &value) { m_headers.append({name, value}); }
    /// In the place of all of that name.
    void set(const QByteArray &name, const QByteArray &value)
    {
        m_headers.removeIf([&name](const Header &header) {
            return header.first.compare(name, Qt::CaseInsensitive) == 0;
        });
        add(name, value);
    }
    auto begin() const { return m_headers.begin(); }
    auto end() const { return m_headers.end(); }

private:
    QList<Header> m_headers;
};

/// What is asked. Values in paths and queries are to be percent-encoded by the caller
/// (QUrl::toPercentEncoding, then QUrl::StrictMode), since QUrlQuery leaves "+" and "%41" as is.
struct HttpRequest {
    QByteArray method = "GET";
    QUrl url;
    HttpHeaders headers; ///< without Host and Content-Length, which are added
    QByteArray body;
    std::chrono::milliseconds timeout{30'000}; ///< for the whole exchange
    qint64 mostBytes = 32LL << 20;             ///< of the answer
};

/// What came back, whatever its status.
struct HttpReply {
    int status = 0;
    HttpHeaders headers;
    QByteArray body;

    bool isFine() const { return status >= 200 && status < 300; }
};

} // namespace arborist::cloud
