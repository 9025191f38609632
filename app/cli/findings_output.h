// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::cli {

/// Something that a check found, as the formats of pipelines know it.
struct Finding {
    enum class Severity { Info, Warning, Error };
    Severity severity = Severity::Error;
    QString title;   ///< short: the rule, or what it is about
    QString message; ///< may be several lines
    QString file;    ///< from the top of the project; empty if it is in no file
    int line = 0;    ///< from 1; 0: unknown
    int column = 0;
    int endLine = 0;
};

enum class FindingsFormat { Text, Json, JUnit, GitHub };

/// The words that --format takes, for its help: "text|json|junit|github".
QString findingsFormats();
/// Of such a word; throws a usage Error that lists them.
FindingsFormat findingsFormat(const QString &word);

/// One test suite: errors and warnings are failed cases, infos cases with a text; `passed` names
/// what was looked at and is fine.
QString toJUnit(const QString &suite, const std::vector<Finding> &findings,
                const QStringList &passed = {});

/// One workflow command a finding (::error file=...), which GitHub shows beside the line.
QString toGitHub(const std::vector<Finding> &findings);

} // namespace arborist::cli
