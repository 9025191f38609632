// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace arborist::hierarchy {

/// Which hierarchies are being scanned right now, by whatever part of the program asked for it.
/// Any thread may call it; copies are the same list.
class RunningScans
{
public:
    /// The scan counts as running until this and its copies are gone.
    using Hold = std::shared_ptr<void>;

    /// For a scan that somebody asked for: never refused.
    Hold begin(const QString &stage, const QString &table);
    /// Null while that hierarchy is being scanned already.
    Hold tryBegin(const QString &stage, const QString &table);

private:
    using Place = std::pair<QString, QString>;
    struct Shared {
        std::mutex mutex;
        std::map<Place, int> count;
    };
    Hold holdLocked(const Place &place);

    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

} // namespace arborist::hierarchy
