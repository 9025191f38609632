// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a throw-away cluster, prints its URL, and answers each line of standard input (a scan as
// JSON, see scan_request.h) with a line: what the scan found, or its error. Lets tests in Python
// hold the scan against the oracle.
#include "services/core/error.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include "tests/hierarchy/scan_request.h"
#include "tests/support/test_cluster.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <cstdio>
#include <iostream>
#include <string>

using namespace arborist;

namespace {

void print(const QJsonObject &json)
{
    std::puts(QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

QJsonObject answer(const QJsonObject &request, const postgres::ConnectionInfo &info)
{
    try {
        OperationContext context;
        context.connect = [&info] { return postgres::Connection::open(info); };
        postgres::Connection connection = context.connect();
        const auto snapshot = hierarchy::scan(readScanRequest(request), connection, context);
        return describe(*snapshot, !request[u"brief"].toBool());
    } catch (const Error &error) {
        return {{QStringLiteral("error"), error.message()},
                {QStringLiteral("sqlstate"), error.sqlState()}};
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        const TestCluster cluster;
        print({{QStringLiteral("url"), cluster.info().toUrl()}});
        for (std::string line; std::getline(std::cin, line);) {
            const auto request = QJsonDocument::fromJson(QByteArray::fromStdString(line));
            print(answer(request.object(), cluster.info()));
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "scan_probe: %s\n", error.what());
        return 1;
    }
    return 0;
}
