// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/json_slices.h"

#include <algorithm>

namespace arborist::migrations {
namespace {

class Scanner
{
public:
    Scanner(const QByteArray &json, qsizetype at) : m_json(json), m_at(at) {}

    qsizetype at() const { return m_at; }

    bool take(char c)
    {
        skipBlanks();
        if (m_at >= m_json.size() || m_json[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    void skipBlanks()
    {
        while (m_at < m_json.size() && (m_json[m_at] == ' ' || m_json[m_at] == '\n' ||
                                        m_json[m_at] == '\r' || m_json[m_at] == '\t'))
            ++m_at;
    }

    /// Behind a string; false where it does not end.
    bool skipString()
    {
        if (m_at >= m_json.size() || m_json[m_at] != '"')
            return false;
        for (++m_at; m_at < m_json.size(); ++m_at) {
            if (m_json[m_at] == '\\')
                ++m_at;
            else if (m_json[m_at] == '"')
                return ++m_at, true;
        }
        m_at = m_json.size();
        return false;
    }

    /// Behind a value of any depth; false where it does not end.
    bool skipValue()
    {
        skipBlanks();
        const qsizetype begin = m_at;
        qsizetype depth = 0;
        while (m_at < m_json.size()) {
            const char c = m_json[m_at];
            if (c == '"') {
                if (!skipString())
                    return false;
            } else if (c == '{' || c == '[') {
                ++depth;
                ++m_at;
            } else if (c == '}' || c == ']') {
                if (depth == 0)
                    return m_at > begin;
                --depth;
                ++m_at;
            } else if (depth == 0 &&
                       (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
                return m_at > begin;
            } else {
                ++m_at;
                continue; // within a number or a word
            }
            if (depth == 0)
                return true;
        }
        return false;
    }

private:
    const QByteArray &m_json;
    qsizetype m_at;
};

std::optional<std::vector<JsonSlice>> slices(const QByteArray &json, qsizetype from, qsizetype most,
                                             bool isObject)
{
    Scanner scanner(json, from);
    if (!scanner.take(isObject ? '{' : '['))
        return std::nullopt;
    std::vector<JsonSlice> found;
    if (scanner.take(isObject ? '}' : ']'))
        return found;
    do {
        JsonSlice slice;
        scanner.skipBlanks();
        if (isObject) {
            const qsizetype begin = scanner.at() + 1;
            if (!scanner.skipString())
                break;
            slice.key = json.mid(begin, scanner.at() - 1 - begin);
            if (!scanner.take(':'))
                break;
            scanner.skipBlanks();
        }
        slice.begin = scanner.at();
        slice.isWhole = scanner.skipValue();
        slice.end = scanner.at();
        found.push_back(slice);
        if (!slice.isWhole)
            break;
    } while ((most < 0 || qsizetype(found.size()) < most) && scanner.take(','));
    return found;
}

} // namespace

std::optional<std::vector<JsonSlice>> jsonMembers(const QByteArray &json, qsizetype from,
                                                  qsizetype most)
{
    return slices(json, from, most, true);
}

std::optional<std::vector<JsonSlice>> jsonElements(const QByteArray &json, qsizetype from,
                                                   qsizetype most)
{
    return slices(json, from, most, false);
}

int lineAt(const QByteArray &text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + std::min(offset, text.size()), '\n'));
}

} // namespace arborist::migrations
