// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>
#include <vector>

namespace arborist::demo {

/// One tenant of the demo. Numbers of items, users and boards are handed out in ranges, so that
/// every organization can be made on its own.
struct OrganizationPlan {
    qint64 id = 0;
    QString name;
    QString slug;
    QString plan;
    int vocabulary = 0; ///< which words its titles are made of
    qint64 firstItem = 1;
    qint32 items = 0;
    qint64 firstUser = 0;
    qint32 users = 0;
    qint64 firstBoard = 1;
    qint32 boards = 0;
};

/// Who is in the demo: the same for every stage of the same size.
struct DemoPlan {
    qint64 items = 0;
    std::vector<OrganizationPlan> organizations;
    qint64 now = 0; ///< seconds since 1970: the moment up to which people have worked

    /// 12 organizations, from 500,000 items on 50, with sizes after Zipf. Throws Error when `items`
    /// is out of range.
    static DemoPlan make(qint64 items);
};

} // namespace arborist::demo
