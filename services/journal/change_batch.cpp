// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/change_batch.h"

#include <algorithm>

namespace arborist::journal {

ChangeBatch inverse(ChangeBatch batch)
{
    using Action = ChangeBatch::Action;
    if (batch.action != Action::Update)
        batch.action = batch.action == Action::Insert ? Action::Delete : Action::Insert;
    std::reverse(batch.rows.begin(), batch.rows.end());
    for (RowChange &row : batch.rows) {
        row.version = 0;
        std::swap(row.before, row.after);
    }
    return batch;
}

} // namespace arborist::journal
