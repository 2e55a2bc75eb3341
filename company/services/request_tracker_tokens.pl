# Prints a new authentication token for each user that is named: one line "user token".
use strict;
use warnings;
use RT;
RT::LoadConfig();
RT::Init();
for my $name (@ARGV) {
    my $user = RT::User->new(RT->SystemUser);
    $user->Load($name);
    my $token = RT::AuthToken->new(RT->SystemUser);
    my ($ok, $told, $secret) = $token->Create(Owner => $user->id, Description => 'steersman');
    die "$name: $told" unless $ok;
    print "$name $secret\n";
}
