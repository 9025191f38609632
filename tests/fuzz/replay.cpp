// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/migration_readers.h"
#include <QDir>
#include <QFile>
#include <cstdio>

/// Gives files, and what begins like them, to the readers: what the fuzzer does, without one.
int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        const QDir folder(QString::fromLocal8Bit(argv[i]));
        for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                return 1;
            const QByteArray text = file.readAll();
            const QByteArray reader = text.first(text.indexOf('\n') + 1);
            arborist::testing::readMigrationFile(text);
            // Cut short, and without its first words: what a splitter trips over.
            for (qsizetype cut = 1; cut < qMin<qsizetype>(text.size(), 600); ++cut) {
                arborist::testing::readMigrationFile(text.first(cut));
                arborist::testing::readMigrationFile(reader + text.sliced(cut));
            }
            ++count;
        }
    }
    std::printf("%d files\n", count);
    return count > 0 ? 0 : 1;
}
