// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/dotenv.h"

#include "services/stages/dotenv_expander.h"
#include "services/stages/dotenv_scanner.h"
#include "services/stages/text_file.h"

namespace arborist::stages {

Dotenv Dotenv::parse(const QString &text, const QString &shownName, const Lookup &fallback)
{
    QString plain = text;
    plain.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    plain.replace(u'\r', u'\n');
    if (plain.startsWith(QChar::ByteOrderMark))
        plain.remove(0, 1);
    Dotenv file;
    file.m_shownName = shownName;
    DotenvExpander expander(scanDotenv(plain, shownName), shownName, fallback);
    for (std::size_t i = 0; i < expander.size(); ++i)
        file.m_values[expander.entry(i).name] = {expander.value(i), expander.entry(i).line};
    return file;
}

Dotenv Dotenv::read(const QString &path, const QString &shownName, const Lookup &fallback)
{
    return parse(readTextFile(path, shownName), shownName, fallback);
}

std::optional<QString> Dotenv::processVariable(const QString &name)
{
    const QByteArray key = name.toLocal8Bit();
    if (!qEnvironmentVariableIsSet(key.constData()))
        return std::nullopt;
    return qEnvironmentVariable(key.constData());
}

const DotenvValue *Dotenv::find(const QString &name) const
{
    const auto it = m_values.constFind(name);
    return it == m_values.constEnd() ? nullptr : &*it;
}

} // namespace arborist::stages
