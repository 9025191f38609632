// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/copy_writer.h"
#include "services/demo/demo_plan.h"
#include "services/demo/item_table.h"
#include <functional>

namespace arborist::demo {

/// Writes items into public.items, one organization after the other in one COPY.
class ItemWriter
{
public:
    explicit ItemWriter(postgres::Connection &connection);
    /// Calls `written` with the number of items every few thousand; what it throws ends the COPY.
    void write(const OrganizationPlan &organization, const ItemTable &items,
               const std::function<void(qint64)> &written);
    qint64 finish() { return m_copy.finish(); }

private:
    void writeOne(const OrganizationPlan &organization, const ItemTable &items, size_t item);
    void addDate(qint32 days);
    void addCount(qint32 value);

    CopyWriter m_copy;
    QByteArray m_text;
};

} // namespace arborist::demo
