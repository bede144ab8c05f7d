// The members of each part of a description, named once for reading and writing.
#pragma once

#include "systems/archive.h"
#include "systems/description.h"

namespace gatehouse::systems {

void fields(Archive &archive, ZoneRule &value);
void fields(Archive &archive, Default &value);
void fields(Archive &archive, LimitDefinition &value);
void fields(Archive &archive, KeyFormat &value);
void fields(Archive &archive, KeysDomain &value);
void fields(Archive &archive, UsageDomain &value);
void fields(Archive &archive, AuditDomain &value);
void fields(Archive &archive, ConversationsDomain &value);
void fields(Archive &archive, HealthEndpoint &value);
void fields(Archive &archive, RetentionRule &value);
void fields(Archive &archive, VersionScheme &value);
void fields(Archive &archive, Shape &value);
void fields(Archive &archive, Description &value);

} // namespace gatehouse::systems
