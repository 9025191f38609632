// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_format.h"

#include "app/cli/cli_text.h"
#include <QLocale>

namespace arborist::cli {

QString number(qint64 value)
{
    return QLocale().toString(value);
}

QString percent(double share)
{
    const double value = 100 * share;
    // All and nothing are told exactly, so 99.96 % is not 100 %.
    if (value > 0 && value < 0.1)
        return CliText::tr("under %1 %").arg(QLocale().toString(0.1, 'f', 1));
    if (value < 100 && value > 99.9)
        return CliText::tr("over %1 %").arg(QLocale().toString(99.9, 'f', 1));
    return CliText::tr("%1 %").arg(QLocale().toString(value, 'f', 1));
}

QString bytes(qint64 value)
{
    return QLocale().formattedDataSize(value, 1);
}

QString duration(std::chrono::milliseconds time)
{
    const qint64 ms = time.count();
    if (ms < 1000)
        return CliText::tr("%1 ms").arg(number(ms));
    if (ms < 60000)
        return CliText::tr("%1 s").arg(
            QLocale().toString(double(ms) / 1000, 'f', ms < 10000 ? 1 : 0));
    return CliText::tr("%1 min %2 s").arg(number(ms / 60000), number(ms / 1000 % 60));
}

QString yesNo(bool value)
{
    return value ? CliText::tr("yes") : CliText::tr("no");
}

} // namespace arborist::cli
