// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxy>
#include <QUrl>

namespace arborist::cloud {

/// True for localhost, 127.0.0.0/8 and ::1.
bool isLoopback(const QString &host);

/// The proxy that the environment names for an address, as curl reads it: https_proxy or
/// HTTPS_PROXY (http_proxy for http), else all_proxy or ALL_PROXY; none for what no_proxy or
/// NO_PROXY lists (names with their subdomains, or "*"), and never one for this machine. Throws
/// Error, without the value, when it is no address of an HTTP or SOCKS proxy.
QNetworkProxy proxyFor(const QUrl &url);

} // namespace arborist::cloud
