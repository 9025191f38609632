// SPDX-License-Identifier: GPL-3.0-or-later
// bench_server [SETTING...]: a throw-away cluster with the durability of a real one; prints its
// URL and stays until standard input ends.
#include "tests/support/test_cluster.h"
#include <QCoreApplication>
#include <cstdio>

using namespace arborist;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    TestCluster::Options options;
    options.settings = {QStringLiteral("fsync = on"),
                        QStringLiteral("synchronous_commit = on"),
                        QStringLiteral("full_page_writes = on"),
                        QStringLiteral("max_wal_size = 8GB"),
                        QStringLiteral("maintenance_work_mem = 512MB"),
                        QStringLiteral("autovacuum = off")};
    options.settings += application.arguments().mid(1);
    try {
        const TestCluster cluster(options);
        std::puts(cluster.info().toUrl().toUtf8().constData());
        std::fflush(stdout);
        while (std::getchar() != EOF) {
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "bench_server: %s\n", error.what());
        return 1;
    }
    return 0;
}
