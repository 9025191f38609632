// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/sql/statement.h"
#include <QString>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// What the catalog says of a statement that was begun outside of a transaction and whose end
/// nobody has seen.
struct Effect {
    enum class Kind {
        Done,
        NotDone,     ///< or it does no harm to do it again
        HalfDone,    ///< `cleanUp` has to run, and then the statement again
        Completable, ///< `cleanUp` does the rest of it
        NotTelling,  ///< the catalog does not tell
    };
    Kind kind = Kind::NotTelling;
    QString text;    ///< for people: "The index items_title_idx is there and valid."
    QString cleanUp; ///< SQL, to be sent alone
};

Effect effectOf(const Statement &statement, postgres::Connection &connection);

} // namespace arborist::migrations
