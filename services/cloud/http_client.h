// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/http_message.h"
#include <memory>
#include <stop_token>

class QNetworkAccessManager;

namespace arborist::cloud {

/// Sends requests and waits for the answers, on the thread that calls; connections are kept open
/// between them. One thread a client, never the GUI's.
///
/// Redirects are never followed: Qt would hand Authorization to the new address, so following is
/// up to who knows where it leads. What has a body, and every POST, is sent at most once. An answer
/// in chunks that breaks off looks whole, since Qt does not tell: parse what you get. No cookies,
/// no cache, no stored passwords. With ARBORIST_LOOPBACK_ONLY set, everything but this machine is
/// refused: tests can reach nothing else.
class HttpClient
{
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// The answer, also with a status of 400 and above. Throws NetworkError when none came, or
    /// Error::cancelled() within 100 ms of a stop request.
    HttpReply send(const HttpRequest &request, std::stop_token stop = {});

private:
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

} // namespace arborist::cloud
