// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/migration_readers.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    arborist::testing::readMigrationFile(
        QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}
