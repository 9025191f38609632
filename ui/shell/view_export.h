// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "ui/widgets/exportable.h"
#include <functional>

namespace arborist {

class Session;

/// Asks for a file and writes a view to it: PNG at twice the size, SVG, or CSV where there is a
/// table behind it. Drawn when the file has been chosen; written in a job. `prefix` begins the
/// proposed name; `failed` is told what went wrong.
void askAndExport(Session &session, QWidget *parent, const QString &prefix,
                  const ExportableView &view, std::function<void(const Error &)> failed);

/// Writes to that file, in the format of its ending; PNG if it has another one.
void exportTo(Session &session, QWidget *parent, const QString &file, const ExportableView &view,
              std::function<void(const Error &)> failed);

} // namespace arborist
