// What app wires into the windows: saved connections, passwords, the sandbox.
#pragma once

#include "app/window/options.h"
#include "db/profile.h"
#include "ui/frame/desk.h"

#include <memory>
#include <optional>

namespace gatehouse::app {

struct Target
{
    std::optional<db::Profile> profile; // none: nothing was asked for
    std::shared_ptr<const Secret> password;
};

// --url and --profile as a connection. Invalid: the URL cannot be read, or no profile has the name.
Result<Target> targetOf(const WindowOptions &options, const db::Connections &connections);

std::unique_ptr<db::Connections> openConnections(); // the keychain is asked later
Recipe sandboxRecipe(std::shared_ptr<std::vector<db::Profile>> ready);

} // namespace gatehouse::app
